"""Rules of governing organs: who sits, from when and until when."""
