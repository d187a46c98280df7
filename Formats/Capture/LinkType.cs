namespace PassiveDns.Formats.Capture;

/// <summary>Link-layer header types of capture files that are decoded; any other number may occur, and <see cref="LinkTypeName"/> names it.</summary>
/// <remarks>Source: the LINKTYPE_ registry at tcpdump.org/linktypes.html.</remarks>
public enum LinkType : ushort
{
    /// <summary>BSD loopback: a protocol family in the octet order of the capturing machine.</summary>
    Null = 0,
    Ethernet = 1,
    TokenRing = 6,

    /// <summary>PPP with or without HDLC-like framing.</summary>
    Ppp = 9,
    Fddi = 10,

    /// <summary>Raw IP, DLT_RAW of most systems as some tools wrote it into files.</summary>
    RawBsd = 12,

    /// <summary>Raw IP, DLT_RAW of OpenBSD as some tools wrote it into files.</summary>
    RawOpenBsd = 14,

    /// <summary>PPP in HDLC-like framing, or Cisco HDLC, told apart by the first octet.</summary>
    PppHdlc = 50,

    /// <summary>PPPoE session packets.</summary>
    PppEther = 51,
    AtmRfc1483 = 100,

    /// <summary>Raw IPv4 or IPv6, told apart by the version field.</summary>
    Raw = 101,
    CiscoHdlc = 104,
    Ieee80211 = 105,
    FrameRelay = 107,

    /// <summary>OpenBSD loopback: a protocol family in network octet order.</summary>
    Loop = 108,

    /// <summary>OpenBSD's enc(4): IP before it is encrypted, after it was decrypted.</summary>
    Enc = 109,
    LinuxSll = 113,

    /// <summary>The log of the packet filter pf.</summary>
    Pflog = 117,
    Prism = 119,
    IpOverFibreChannel = 122,
    Radiotap = 127,
    JuniperAtm2 = 135,
    JuniperAtm1 = 137,
    AppleIpOverIeee1394 = 138,
    Docsis = 143,
    Avs = 163,

    /// <summary>PPP of pppd: its first octet tells the direction.</summary>
    PppPppd = 166,
    JuniperPppoe = 167,
    JuniperPppoeAtm = 168,
    JuniperEther = 178,
    JuniperPpp = 179,
    JuniperFrameRelay = 180,
    JuniperCiscoHdlc = 181,

    /// <summary>Per-Packet Information: a header that names the link type of what follows.</summary>
    Ppi = 192,
    PppWithDirection = 204,
    CiscoHdlcWithDirection = 205,
    FrameRelayWithDirection = 206,
    Mpls = 219,
    IPv4 = 228,
    IPv6 = 229,

    /// <summary>The log of Linux netfilter.</summary>
    Nflog = 239,

    /// <summary>Apple's pktap: a header that names the link type of what follows.</summary>
    Pktap = 258,
    LinuxSll2 = 276,
}
