"""General Assembly, Executive Committee: seats and mandates."""
