namespace PassiveDns.Formats.Records;

/// <summary>How an answer was negative. The numbers stand in archives.</summary>
public enum NegativeKind : byte
{
    /// <summary>The name does not exist, with any type (RFC 2308 section 2.1).</summary>
    NxDomain = 1,

    /// <summary>The name has no data of the type (RFC 2308 section 2.2).</summary>
    NoData = 2,

    /// <summary>The server could not answer (RFC 2308 section 7.1).</summary>
    ServFail = 3,

    /// <summary>The server would not answer (RFC 1035 section 4.1.1).</summary>
    Refused = 4,
}

/// <summary>What was said instead of an RRset, for one name and the type asked for.</summary>
/// <param name="ZoneLabels">Labels of the owner of the SOA that came with it, which is the name or an ancestor of it; null without one.</param>
public readonly record struct NegativeAnswer(NegativeKind Kind, int? ZoneLabels)
{
    /// <summary>Octets that it takes in a key, where an RRset has its rdata set.</summary>
    public const int Length = 2;

    /// <summary>Writes the kind, and 1 + the zone's labels or 0.</summary>
    /// <param name="data">Room for <see cref="Length"/> octets.</param>
    public void Write(Span<byte> data)
    {
        data[0] = (byte)Kind;
        data[1] = (byte)(ZoneLabels + 1 ?? 0);
    }

    /// <summary>Reads what <see cref="Write"/> writes; false for other octets.</summary>
    /// <param name="ownerLabels">Labels of the name: a zone has no more.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, int ownerLabels, out NegativeAnswer read)
    {
        read = default;
        if (data.Length != Length || data[0] is < (byte)NegativeKind.NxDomain or > (byte)NegativeKind.Refused || data[1] > ownerLabels + 1) return false;
        read = new NegativeAnswer((NegativeKind)data[0], data[1] == 0 ? null : data[1] - 1);
        return true;
    }
}
