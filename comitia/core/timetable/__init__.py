"""Rules of time: zones and fair hours, the grid of a programme, its clashes, its calendar file."""
