"""Content that staff edit in Wagtail: home, texts, news, images."""
