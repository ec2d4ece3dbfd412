"""The public holidays of 2026 and 2027, as a start: each year's notice of the government has the last word.

Law: Labour Code 45/2019/QH14, Article 112 (1 January; five days of Tết; 30 April; 1 May; 2 September and one day beside
it; the 10th of the third lunar month) and Article 111.3 (a holiday on a weekly day off is made up for on the next
working day).

2026, as announced for public employees:
- New Year, with Friday 2 January moved to Saturday 10 January: dispatch 12729/VPCP-KGVX of 25 December 2025.
- Tết from 14 to 22 February and National Day from 29 August to 2 September, with Monday 31 August moved to Saturday
  22 August: notice of the Ministry of Home Affairs, October 2025
  (https://vietnamnews.vn/politics-laws/1727514/ministry-of-home-affairs-announces-2026-holiday-schedule-for-lunar-new-year-national-day.html).
- The Hùng Kings' day, 26 April, is a Sunday: made up for on Monday.

2027, by law alone and without any exchange of days. What law leaves to the yearly decision follows the decisions for
years with the same weekdays, and is called expected ("dự kiến"): Tết with two days before the first of the year, which
is a Saturday as in 2020 and 2024; National Day with 3 September, since the 2nd is a Thursday as in 2021.

24 November, the Day of Vietnamese Culture, is not here: the Politburo's Resolution 80-NQ/TW of 7 January 2026 wants it
to be a paid holiday and the National Assembly debated a draft on 20 April 2026
(https://news.laodong.vn/thoi-su/de-xuat-chi-xac-lap-ngay-van-hoa-luat-se-quyet-dinh-viec-nghi-lam-huong-nguyen-luong-1688322.ldo),
but no adopted text was at hand. Where it is in force, the office adds it in the admin.
"""

from datetime import date

from django.db import migrations

TET, NATIONAL_DAY, NEW_YEAR = "Tết Nguyên đán", "Quốc khánh", "Tết Dương lịch"
HUNG_KINGS, VICTORY, LABOUR = "Giỗ Tổ Hùng Vương", "Ngày Chiến thắng 30/4", "Ngày Quốc tế Lao động 1/5"

OFF = {
    "2026-01-01": NEW_YEAR,
    "2026-01-02": f"{NEW_YEAR} (hoán đổi, làm bù 10/01)",
    "2026-02-16": TET,
    "2026-02-17": TET,
    "2026-02-18": TET,
    "2026-02-19": TET,
    "2026-02-20": TET,
    "2026-04-26": HUNG_KINGS,
    "2026-04-27": f"{HUNG_KINGS} (nghỉ bù)",
    "2026-04-30": VICTORY,
    "2026-05-01": LABOUR,
    "2026-08-31": f"{NATIONAL_DAY} (hoán đổi, làm bù 22/08)",
    "2026-09-01": NATIONAL_DAY,
    "2026-09-02": NATIONAL_DAY,
    "2027-01-01": NEW_YEAR,
    "2027-02-04": f"{TET} (dự kiến)",
    "2027-02-05": f"{TET} (dự kiến)",
    "2027-02-06": TET,
    "2027-02-07": TET,
    "2027-02-08": TET,
    "2027-02-09": f"{TET} (nghỉ bù, dự kiến)",
    "2027-02-10": f"{TET} (nghỉ bù, dự kiến)",
    "2027-04-16": HUNG_KINGS,
    "2027-04-30": VICTORY,
    "2027-05-01": LABOUR,
    "2027-05-03": f"{LABOUR} (nghỉ bù)",
    "2027-09-02": NATIONAL_DAY,
    "2027-09-03": f"{NATIONAL_DAY} (dự kiến)",
}
WORKED = {
    "2026-01-10": "Làm bù cho ngày 02/01/2026",
    "2026-08-22": "Làm bù cho ngày 31/08/2026",
}
ROWS = [(date.fromisoformat(day), name, False) for day, name in OFF.items()]
ROWS += [(date.fromisoformat(day), name, True) for day, name in WORKED.items()]


def create(apps, schema_editor):
    """Add the days; one that an office entered before stays as it is."""
    SpecialDay = apps.get_model("articles", "SpecialDay")
    for day, name, is_working in ROWS:
        SpecialDay.objects.get_or_create(day=day, defaults={"name": name, "is_working": is_working})


def remove(apps, schema_editor):
    """Take back what is still as it was written here; what an office entered or changed stays."""
    SpecialDay = apps.get_model("articles", "SpecialDay")
    for day, name, is_working in ROWS:
        SpecialDay.objects.filter(day=day, name=name, is_working=is_working).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_special_day")]
    operations = [migrations.RunPython(create, remove)]
