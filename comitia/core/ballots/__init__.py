"""Rules of ballots: whose vote counts, what is a valid paper, and how papers are counted."""
