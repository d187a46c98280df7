using System.Globalization;

namespace PassiveDns.Tui.Presentation;

/// <summary>How long something took, in one unit, to two digits: <c>40 s</c>, <c>5 m</c>, <c>3.5 h</c>, <c>12 d</c>.</summary>
public static class SpanText
{
    public static string Of(TimeSpan span) => span switch
    {
        { Ticks: 0 } => "0 s",
        { TotalSeconds: < 1 } => Number(span.TotalMilliseconds, "ms"),
        { TotalSeconds: < 99.5 } => Number(span.TotalSeconds, "s"),
        { TotalMinutes: < 99.5 } => Number(span.TotalMinutes, "m"),
        { TotalHours: < 47.5 } => Number(span.TotalHours, "h"),
        _ => Number(span.TotalDays, "d"),
    };

    private static string Number(double number, string unit) =>
        $"{number.ToString(number < 9.95 ? "0.#" : "N0", CultureInfo.InvariantCulture)} {unit}";
}
