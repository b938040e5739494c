from tests.notices.letters import sample

__all__ = ["sample"]
