using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer;

/// <summary>What was found in a part of a capture that has no end.</summary>
public sealed record CapturePart
{
    /// <summary>Every frame of the part once. Messages and facts count where they came to light, be their first frames in the part before.</summary>
    public required Accounting Accounting { get; init; }

    /// <summary>Ascending, each once.</summary>
    public required IReadOnlyList<LinkType> LinkTypes { get; init; }

    /// <summary>Milliseconds since the epoch; null without frames.</summary>
    public required long? FirstPacketMilliseconds { get; init; }

    /// <summary>Milliseconds since the epoch; null without frames.</summary>
    public required long? LastPacketMilliseconds { get; init; }

    /// <summary>From the start of the capture to the end of this part responses were seen and no query at all.</summary>
    public required bool IsOneSided { get; init; }

    /// <summary>This part and the one behind it as one.</summary>
    public CapturePart With(CapturePart next)
    {
        var accounting = new Accounting();
        accounting.Add(Accounting);
        accounting.Add(next.Accounting);
        return new CapturePart
        {
            Accounting = accounting,
            LinkTypes = [.. LinkTypes.Union(next.LinkTypes).Order()],
            FirstPacketMilliseconds = Earliest(FirstPacketMilliseconds, next.FirstPacketMilliseconds),
            LastPacketMilliseconds = Latest(LastPacketMilliseconds, next.LastPacketMilliseconds),
            IsOneSided = next.IsOneSided,
        };
    }

    private static long? Earliest(long? a, long? b) => a is { } first && b is { } second ? Math.Min(first, second) : a ?? b;

    private static long? Latest(long? a, long? b) => a is { } first && b is { } second ? Math.Max(first, second) : a ?? b;
}
