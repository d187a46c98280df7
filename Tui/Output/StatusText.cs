using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>The words for status and vantage, in tables and as JSON values.</summary>
public static class StatusText
{
    public static string Of(SightingStatus status) => status switch
    {
        SightingStatus.Matched => "matched",
        SightingStatus.Unsolicited => "unsolicited",
        SightingStatus.Conflicting => "conflicting",
        SightingStatus.Quarantined => "quarantined",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Of(Vantage vantage) => vantage switch
    {
        Vantage.Unknown => "unknown",
        Vantage.Authoritative => "authoritative",
        Vantage.Recursive => "recursive",
        Vantage.Imported => "imported",
        _ => throw new ArgumentOutOfRangeException(nameof(vantage)),
    };
}
