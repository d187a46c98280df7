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

    /// <summary>RDATA whose content does not fit its type's layout.</summary>
    RDataMisfit,
}

/// <summary>What is wrong with a message, and where.</summary>
/// <param name="Kind">The kind of fault; <see cref="WireFaultKind.None"/> when nothing is wrong.</param>
/// <param name="Offset">The offending octet, counted from the start of the message.</param>
public readonly record struct WireFault(WireFaultKind Kind, int Offset);
