namespace PassiveDns.Formats.Dns;

/// <summary>What can be wrong with octets that should be a DNS message.</summary>
public enum WireFaultKind : byte
{
    None,

    /// <summary>The message, record or field ends before it should.</summary>
    Truncated,

    /// <summary>A name of more than 255 octets (RFC 1035 section 3.1).</summary>
    NameTooLong,

    /// <summary>A label whose length octet starts with bits 01 or 10 (RFC 1035 section 4.1.4, RFC 6891 section 5).</summary>
    ReservedLabelType,

    /// <summary>A compression pointer that does not point to an earlier place (RFC 1035 section 4.1.4, RFC 9267 section 2).</summary>
    PointerNotBackward,

    /// <summary>More compression pointers than a name can have labels.</summary>
    TooManyPointers,
}

/// <summary>The words for a fault.</summary>
public static class WireFaultText
{
    /// <summary>ASCII, lower case.</summary>
    public static ReadOnlySpan<byte> Of(WireFaultKind kind) => kind switch
    {
        WireFaultKind.None => "nothing is wrong"u8,
        WireFaultKind.Truncated => "it ends too early"u8,
        WireFaultKind.NameTooLong => "a name of more than 255 octets"u8,
        WireFaultKind.ReservedLabelType => "a label of a reserved type"u8,
        WireFaultKind.PointerNotBackward => "a compression pointer that does not point back"u8,
        WireFaultKind.TooManyPointers => "a name of too many compression pointers"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such fault"),
    };
}

/// <summary>What is wrong with a message, and where.</summary>
/// <param name="Kind">The kind of fault; <see cref="WireFaultKind.None"/> when nothing is wrong.</param>
/// <param name="Offset">The offending octet, counted from the start of the message.</param>
public readonly record struct WireFault(WireFaultKind Kind, int Offset);
