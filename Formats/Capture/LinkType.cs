namespace PassiveDns.Formats.Capture;

/// <summary>Link-layer header types of capture files (the LINKTYPE_ registry of pcap-linktype(7)); any other number may occur.</summary>
public enum LinkType : ushort
{
    /// <summary>BSD loopback: a protocol family in the octet order of the capturing machine.</summary>
    Null = 0,
    Ethernet = 1,

    /// <summary>Raw IP, DLT_RAW of most systems as some tools wrote it into files.</summary>
    RawBsd = 12,

    /// <summary>Raw IP, DLT_RAW of OpenBSD as some tools wrote it into files.</summary>
    RawOpenBsd = 14,

    /// <summary>Raw IPv4 or IPv6, told apart by the version field.</summary>
    Raw = 101,

    /// <summary>OpenBSD loopback: a protocol family in network octet order.</summary>
    Loop = 108,
    LinuxSll = 113,
    IPv4 = 228,
    IPv6 = 229,
    LinuxSll2 = 276,
}
