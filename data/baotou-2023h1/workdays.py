"""Working days of the first half of 2023: Monday to Friday, but for 国务院办公厅关于2023年部分节假日安排的通知
(国办发明电〔2022〕16号)."""
from datetime import date, timedelta


def span(first, last):
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


HOLIDAYS = (
    span(date(2023, 1, 1), date(2023, 1, 2))  # 元旦
    | span(date(2023, 1, 21), date(2023, 1, 27))  # 春节
    | {date(2023, 4, 5)}  # 清明节
    | span(date(2023, 4, 29), date(2023, 5, 3))  # 劳动节
    | span(date(2023, 6, 22), date(2023, 6, 24))  # 端午节
)
EXTRA_WORKDAYS = {date(2023, 1, 28), date(2023, 1, 29), date(2023, 4, 23), date(2023, 5, 6), date(2023, 6, 25)}  # 调休

FIRST, LAST = date(2023, 1, 3), date(2023, 6, 30)
DAYS = sorted(
    d for d in span(FIRST, LAST) if (d.weekday() < 5 or d in EXTRA_WORKDAYS) and d not in HOLIDAYS
)
INDEX = {d: n for n, d in enumerate(DAYS)}


def at_or_before(day):
    """The last working day not after day."""
    return max(d for d in DAYS if d <= day)


def after(day, n):
    """The n-th working day after day (a working day); the last one of the half year if that is earlier."""
    return DAYS[min(INDEX[day] + n, len(DAYS) - 1)]


def add_months(day, months):
    """Same day, months later; the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
