"""Property tests are judged by what they find, not by the load of the machine."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
