"""What a language model may suggest from a letter, and what every suggestion is held against."""
