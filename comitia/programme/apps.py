from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "comitia.programme"
    verbose_name = "Programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comitia.accreditation.actions import sign_up_by
        from comitia.accreditation.queries import offer_sessions
        from comitia.programme.actions import letters  # noqa: F401  the kinds of letters are declared there
        from comitia.programme.queries import sessions_to_choose
        from comitia.programme.tasks import follow_registration

        # Registrations know nothing of programmes: what their forms can offer is told them
        offer_sessions(sessions_to_choose)
        sign_up_by(follow_registration)
