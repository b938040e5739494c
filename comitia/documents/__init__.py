"""Papers of meetings: their symbols, language versions, issue, corrections and to whom they are distributed."""
