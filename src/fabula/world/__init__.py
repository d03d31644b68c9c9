"""From decisions to a World: assembly, checks, and questions to it."""
