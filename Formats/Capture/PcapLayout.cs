using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>In which order a pcap record gives its two lengths; it was turned round with version 2.3, not by everybody at once.</summary>
internal enum PcapLengthOrder : byte
{
    CapturedFirst,
    OriginalFirst,
    SmallerIsCaptured,
}

/// <summary>How the records of one pcap file are laid out: what its header says, and the kind of pcap that it is.</summary>
internal readonly struct PcapLayout : IRecordShape
{
    /// <summary>Octets of the header of a record in the kinds of pcap there are; the first 16 are the same in all.</summary>
    public const int StandardHeaderLength = 16;
    private const int NokiaHeaderLength = 20; // four octets of unknown meaning
    private const int KuznetzovHeaderLength = 24; // interface index, protocol, kind of packet
    private const int SuseHeaderLength = 28; // those, and the numbers of two processors

    private const int MicrosecondsPerSecond = 1_000_000;
    private const int NanosecondsPerSecond = 1_000_000_000;

    public required string Name { get; init; }
    public required int HeaderLength { get; init; }
    public bool IsBigEndian { get; init; }
    public PcapLengthOrder LengthOrder { get; init; }
    public bool HasNanoseconds { get; init; }

    /// <summary>The longest frame that is believed without a look at what follows it.</summary>
    public required uint TrustedLength { get; init; }

    public uint NanosecondsPerUnit => HasNanoseconds ? 1u : 1_000u;

    public static PcapLayout Standard => new() { Name = "pcap", HeaderLength = StandardHeaderLength, TrustedLength = PcapReader.MaxFrameLength };

    /// <summary>What a file of the standard magic number may be, likeliest first.</summary>
    public PcapLayout[] Readings =>
    [
        this,
        this with { Name = "pcap (Kuznetzov)", HeaderLength = KuznetzovHeaderLength },
        this with { Name = "pcap (Nokia)", HeaderLength = NokiaHeaderLength },
    ];

    /// <summary>What a file of Kuznetzov's magic number may be, likeliest first.</summary>
    public PcapLayout[] ReadingsOfKuznetzov =>
    [
        this with { Name = "pcap (Kuznetzov)", HeaderLength = KuznetzovHeaderLength },
        this with { Name = "pcap (Kuznetzov, SuSE 6.3)", HeaderLength = SuseHeaderLength },
    ];

    public bool IsPlausible(ReadOnlySpan<byte> octets, long? previousSeconds, out int length, out long seconds)
    {
        seconds = ReadUInt32(octets);
        var (captured, original) = (ReadUInt32(octets[8..]), ReadUInt32(octets[12..]));
        (captured, original) = Order(captured, original);
        length = HeaderLength + (int)Math.Min(captured, PcapReader.MaxFrameLength);
        return captured <= TrustedLength
            && original <= PcapReader.MaxFrameLength
            && captured <= original
            && HasPlausibleFraction(octets)
            && RecordChain.IsPlausibleTime(seconds, previousSeconds);
    }

    /// <summary>Whether the header could follow a record, whatever its time and lengths: the least that any writer keeps to.</summary>
    public bool CouldFollow(ReadOnlySpan<byte> octets)
    {
        var (captured, original) = (ReadUInt32(octets[8..]), ReadUInt32(octets[12..]));
        (captured, original) = Order(captured, original);
        return captured <= PcapReader.MaxFrameLength && HasPlausibleFraction(octets);
    }

    /// <summary>The two lengths of a record as captured and original.</summary>
    public (uint Captured, uint Original) Order(uint first, uint second) =>
        LengthOrder == PcapLengthOrder.OriginalFirst || (LengthOrder == PcapLengthOrder.SmallerIsCaptured && first > second)
            ? (second, first)
            : (first, second);

    private bool HasPlausibleFraction(ReadOnlySpan<byte> octets) => ReadUInt32(octets[4..]) < (HasNanoseconds ? NanosecondsPerSecond : MicrosecondsPerSecond);

    private uint ReadUInt32(ReadOnlySpan<byte> octets) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);
}
