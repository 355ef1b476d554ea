"""Study arms: chosen for a case, judged for directness, pooled, drawn."""
