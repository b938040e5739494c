from django.db import models


class Organisation(models.Model):
    """The association itself: one row."""

    short_name = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    founded_year = models.PositiveSmallIntegerField(null=True)
    contact_email = models.EmailField(blank=True)
    is_demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """A region of the organisation, not of geography."""

    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """A city, other local government, institution or company that belongs to the organisation."""

    class Category(models.TextChoices):
        FULL = "full"
        LOCAL_GOVERNMENT = "local_government"
        ASSOCIATE = "associate"
        INSTITUTION = "institution"
        CORPORATE = "corporate"

    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField(max_length=4, blank=True)
    name = models.CharField(max_length=150, unique=True)
    native_name = models.CharField(max_length=150, blank=True)
    native_language = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=80, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    category = models.CharField(max_length=20, choices=Category)
    category_as_printed = models.CharField(max_length=100, blank=True)
    joined_year = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    population = models.PositiveBigIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    population_source = models.TextField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=150, blank=True)
    place_basis = models.CharField(max_length=40, blank=True)
    place_source = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["category"]), models.Index(fields=["country_code"])]

    def __str__(self) -> str:
        return self.name


class OtherName(models.Model):
    """A further spelling of a member's name, as some source prints it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=150, unique=True)

    def __str__(self) -> str:
        return self.name


class RegionalOffice(models.Model):
    """An office of the organisation at a host, with its dates as far as sources give them (2017, 2017-06 or 2017-06-27)."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        DISPUTED = "disputed"

    region_name = models.CharField(max_length=100)
    host = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="offices")
    host_as_printed = models.CharField(max_length=150)
    country_code = models.CharField(max_length=2, blank=True)
    is_secretariat = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State)
    state_as_printed = models.CharField(max_length=150, blank=True)
    approved_on = models.CharField(max_length=10, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    opened_on = models.CharField(max_length=10, blank=True)
    closed_on = models.CharField(max_length=10, blank=True)
    description = models.JSONField(default=dict)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.region_name}: {self.host_as_printed}"


class Assessment(models.Model):
    """The dues of a member for a year, in minor units of the currency (cents).

    `instalments` is a list of {"due_on": day, "amount": minor units} agreed on a day; until then the whole is due at once.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField()
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    waived_on = models.DateField(null=True, blank=True)
    waiver_reason = models.TextField(blank=True)
    instalments = models.JSONField(default=list)
    agreed_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="one_assessment_per_member_and_year")]
        indexes = [models.Index(fields=["year"])]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}"


class Payment(models.Model):
    """What came in for an assessment on a day, in minor units of its currency."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="payments")
    paid_on = models.DateField()
    amount = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.paid_on}"
