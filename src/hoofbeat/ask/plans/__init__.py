"""Plans: for each intent, which claims answer it. A plan reads records and returns claims; it writes no words."""
