namespace PassiveDns.Formats.Capture;

/// <summary>A place in a file at which reading can go on behind damage.</summary>
internal interface IResumePoint
{
    /// <summary>Octets that <see cref="CouldBe"/> looks at.</summary>
    int HeaderLength { get; }

    /// <summary>A first, quick look at octets, at least <see cref="HeaderLength"/>.</summary>
    bool CouldBe(ReadOnlySpan<byte> octets);

    /// <summary>The long look at what stands from the first unread octet on.</summary>
    bool IsAt(CaptureBuffer buffer);
}

/// <summary>What a record of one file may look like: enough to tell it from octets that are none.</summary>
internal interface IRecordShape
{
    /// <summary>Octets of a record header.</summary>
    int HeaderLength { get; }

    /// <summary>Whether the header at the start of <paramref name="octets"/> could be true.</summary>
    /// <param name="octets">At least <see cref="HeaderLength"/>.</param>
    /// <param name="previousSeconds">Time of the record before, since 1970; null when there is none.</param>
    /// <param name="length">Octets of the whole record.</param>
    /// <param name="seconds">Its time.</param>
    bool IsPlausible(ReadOnlySpan<byte> octets, long? previousSeconds, out int length, out long seconds);
}

/// <summary>Finds the next record behind damage in a file whose records carry no mark of their own.</summary>
/// <remarks>
/// <para>
/// A place is taken when <see cref="RecordChain.Length"/> record headers in a row could be true there, each at the end of the one before,
/// with times that fit the last good record; at the end of the file fewer do, if the last of them ends exactly there. Work is linear, and
/// no more is held in memory than such a chain.
/// </para>
/// <para>
/// The trade-off: octets that chance made do not pass (a header fits about one place in 2^36), but a frame whose payload is itself a
/// capture may, when damage lies just before it. Such frames are then read as if they were the file's own; the damage that is reported
/// beside them says that a search took place. Without damage nothing is searched, so a payload alone changes nothing.
/// </para>
/// </remarks>
internal static class RecordSearch
{
    /// <summary>
    /// Passes over octets until reading can go on; false when it cannot up to the end, all octets being passed over then.
    /// </summary>
    public static bool TryResume<TPoint>(CaptureBuffer buffer, in TPoint point) where TPoint : struct, IResumePoint
    {
        while (buffer.Holds(point.HeaderLength))
        {
            var at = 0;
            var octets = buffer.Unread;
            var end = octets.Length - point.HeaderLength;
            while (at <= end && !point.CouldBe(octets[at..])) at++;
            buffer.Skip(at);
            if (at > end) continue;
            if (point.IsAt(buffer)) return true;
            buffer.Skip(1);
        }

        buffer.Skip(buffer.Unread.Length);
        return false;
    }
}

/// <summary>Records that could be true, in a row.</summary>
/// <param name="shape">Of the file's records.</param>
/// <param name="lastSeconds">Time of the last good record; null when there was none.</param>
internal readonly struct RecordChain<TShape>(in TShape shape, long? lastSeconds) : IResumePoint where TShape : struct, IRecordShape
{
    private readonly TShape _shape = shape;

    public int HeaderLength => _shape.HeaderLength;

    public bool CouldBe(ReadOnlySpan<byte> octets) => _shape.IsPlausible(octets, lastSeconds, out _, out _);

    public bool IsAt(CaptureBuffer buffer)
    {
        var (at, previous) = (0, lastSeconds);
        for (var found = 0; found < RecordChain.Length; found++)
        {
            if (!buffer.Holds(at + HeaderLength))
                return buffer.IsAtCleanEnd && buffer.Unread.Length == at && found >= (lastSeconds is null ? 2 : 1);
            if (!_shape.IsPlausible(buffer.Unread[at..], previous, out var length, out var seconds)) return false;
            previous = seconds;
            at += length;
        }

        return true;
    }
}

/// <summary>What all kinds of records have in common.</summary>
internal static class RecordChain
{
    /// <summary>Headers in a row that convince.</summary>
    public const int Length = 3;

    private const long HourSeconds = 3_600;
    private const long MonthSeconds = 31 * 24 * HourSeconds;
    private const long Year1990 = 631_152_000;

    /// <summary>
    /// Whether a record may have this time: from an hour before the last good one, since packets are written out of order, to a month after
    /// it.
    /// </summary>
    /// <param name="previousSeconds">Null where nothing is known of it.</param>
    public static bool IsPlausibleTime(long seconds, long? previousSeconds) => previousSeconds is { } previous
        ? seconds >= previous - HourSeconds && seconds <= previous + MonthSeconds
        : seconds >= Year1990;
}
