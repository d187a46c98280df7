using System.Buffers.Binary;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Tests.Support;

/// <summary>Responses of 64 KiB, each made to cost its reader as much as it can in one way.</summary>
public sealed class HostileMessages
{
    private const ushort ResponseFlags = 0x8000;
    private const ushort Pointer = 0xC000;

    private readonly List<byte> _octets = [.. new byte[DnsHeader.Length]];
    private readonly List<int> _links = [];
    private readonly int[] _counts = new int[4]; // questions, answers, authorities, additionals

    /// <summary>The name of each, and what it wants to be slow.</summary>
    public static IReadOnlyList<(string Name, string Why, byte[] Message)> All { get; } =
    [
        ("questions", "names at the end of a chain of 127 labels and pointers, in questions", Chain().Fill(message => message.Question(^1)).ToArray()),
        ("owners", "the same in owners", Chain().Fill(message => message.Record(^1, RRType.NULL, [])).ToArray()),
        ("one name", "the same in owner and rdata; all are one RRset of one record", Chain().Fill(message => message.Record(^1, RRType.NS, message.To(^1))).ToArray()),
        ("two names", "the same twice in rdata", Chain().Fill(message => message.Record(^1, RRType.RP, [.. message.To(^1), .. message.To(^1)])).ToArray()),
        ("all owners", "and owners that differ, one for each link of the chain", AllOwners()),
        ("two owners", "two owners in turn: the RRset of each must be looked for", TwoOwners()),
        ("misfits", "rdata whose name is too long, found out at the end of the chain", Chain().Fill(message => message.Record(0, RRType.NS, [1, (byte)'a', .. message.To(^1)])).ToArray()),
        ("pointers", "thousands of pointers, each to the one before", Pointers()),
        ("long owners", "thousands of RRsets, each with an owner of its own, of 254 octets", LongOwners(sections: 1)),
        ("sections", "the same RRsets in all three sections", LongOwners(sections: 3)),
        ("types", "thousands of RRsets of one owner, types descending", Types()),
        ("addresses", "one RRset of thousands of records, descending", Addresses()),
        ("prefixes", "one RRset of a thousand records of 50 octets that differ in the last ones, shuffled", Prefixes()),
        ("strings", "TXT of 65,000 empty strings", One(RRType.TXT, new byte[65_000])),
        ("text", "TXT of octets that must be escaped", One(RRType.TXT, Repeated(254, [255, .. Enumerable.Repeat((byte)7, 255)]))),
        ("bitmaps", "NSEC of all types", One(RRType.NSEC, Bitmaps())),
        ("ports", "WKS of all ports, seven times", Chain().Fill(message => message.Record(^1, RRType.WKS, [192, 0, 2, 1, 6, .. Enumerable.Repeat((byte)255, 8_192)])).ToArray()),
        ("parameters", "SVCB of 16,000 parameters without value", One(RRType.SVCB, Parameters())),
        ("hints", "HTTPS of 16,000 addresses", One(RRType.HTTPS, [0, 1, 0, 0, 4, 0xFD, 0xE0, .. Enumerable.Repeat((byte)9, 0xFDE0)])),
        ("rendezvous", "HIP of 65,000 root names", One(RRType.HIP, [1, 2, 0, 1, 65, 66, .. new byte[65_000]])),
        ("networks", "APL of 16,000 networks without address", One(RRType.APL, Repeated(16_000, [0, 1, 0, 0]))),
        ("options", "OPT of 16,000 options without value", One(RRType.OPT, Repeated(16_000, [0, 3, 0, 0]))),
        ("trailing", "65,000 octets behind the end", [.. Chain().ToArray(), .. new byte[64_000]]),
    ];

    /// <summary>Questions of which each adds a label of one letter to the one before: from the root to the longest name that can be.</summary>
    private static HostileMessages Chain()
    {
        var message = new HostileMessages();
        for (var labels = 0; labels <= DomainName.MaxLabels; labels++)
        {
            var start = message._octets.Count;
            if (labels == 0) message._octets.Add(0);
            else message._octets.AddRange([1, (byte)'A', .. message.To(^1)]);
            message._links.Add(start);
            message.UInt16((ushort)RRType.A);
            message.UInt16(DnsMessageReader.ClassIn);
            message._counts[0]++;
        }

        return message;
    }

    private static byte[] One(RRType type, byte[] rdata)
    {
        var message = new HostileMessages();
        message._octets.Add(0);
        message.Body(DnsSection.Answer, type, rdata);
        return message.ToArray();
    }

    private static byte[] Pointers()
    {
        var message = Chain();
        message._octets.AddRange(message.To(0));
        message.Body(DnsSection.Answer, RRType.NULL, [.. Enumerable.Range(0, 7_000).SelectMany(pointer => PointerTo(message._octets.Count + 10 + (2 * Math.Max(0, pointer - 1))))]);
        var last = message._octets.Count - 2;
        return message.Fill(next => next.RecordOf(PointerTo(last), RRType.NULL, [])).ToArray();
    }

    private static byte[] PointerTo(int target) => [(byte)((Pointer | target) >> 8), (byte)target];

    private static byte[] AllOwners()
    {
        var records = 0;
        return Chain().Fill(message => message.Record(1 + (records++ % DomainName.MaxLabels), RRType.RP, [.. message.To(^1), .. message.To(^2)])).ToArray();
    }

    private static byte[] TwoOwners()
    {
        var records = 0;
        return Chain().Fill(message => message.Record(^(1 + (records++ % 2)), RRType.NS, message.To(^1))).ToArray();
    }

    /// <summary>A label of three octets before the name of 250 octets; 20 octets each, and 19 for what follows from the first of the name on.</summary>
    private static byte[] LongOwners(int sections)
    {
        var message = Chain();
        var each = 3_300 / sections;
        for (var section = DnsSection.Answer; (int)section < sections; section++)
        {
            for (var record = 0; record < each; record++)
            {
                message._octets.AddRange([3, (byte)('A' + (record & 15)), (byte)('A' + ((record >> 4) & 15)), (byte)('A' + (record >> 8)), .. message.To(^3)]);
                message.Body(section, RRType.NS, message.To(^1));
            }
        }

        return message.ToArray();
    }

    private static byte[] Types()
    {
        var type = 65_279;
        return Chain().Fill(message => message.Record(^1, (RRType)type--, [])).ToArray();
    }

    private static byte[] Addresses()
    {
        var address = uint.MaxValue;
        return Chain().Fill(message =>
        {
            var rdata = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(rdata, address--);
            message.Record(^1, RRType.A, rdata);
        }).ToArray();
    }

    private static byte[] Prefixes()
    {
        var numbers = Enumerable.Range(0, 1_000).ToArray();
        new Random(1).Shuffle(numbers);
        var message = Chain();
        foreach (var number in numbers)
            message.Record(^1, RRType.TXT, [49, .. Enumerable.Repeat((byte)'x', 47), (byte)(number >> 8), (byte)number]);
        return message.ToArray();
    }

    private static byte[] Bitmaps() => [0, .. Enumerable.Range(0, 256).SelectMany(window => (byte[])[(byte)window, 32, .. Enumerable.Repeat((byte)255, 32)])];

    private static byte[] Parameters() =>
        [0, 1, 0, .. Enumerable.Range(100, 16_000).SelectMany(key => (byte[])[(byte)(key >> 8), (byte)key, 0, 0])];

    private static byte[] Repeated(int times, byte[] octets) => [.. Enumerable.Range(0, times).SelectMany(_ => octets)];

    /// <summary>Adds the same again and again, as long as the message has room.</summary>
    private HostileMessages Fill(Action<HostileMessages> add)
    {
        for (var size = 0; _octets.Count + size <= ushort.MaxValue;)
        {
            var before = _octets.Count;
            add(this);
            size = _octets.Count - before;
        }

        return this;
    }

    private byte[] To(Index link) => PointerTo(_links[link]);

    private void Question(Index link)
    {
        _octets.AddRange(To(link));
        UInt16((ushort)RRType.A);
        UInt16(DnsMessageReader.ClassIn);
        _counts[0]++;
    }

    private void Record(Index owner, RRType type, byte[] rdata) => RecordOf(To(owner), type, rdata);

    private void RecordOf(byte[] owner, RRType type, byte[] rdata)
    {
        _octets.AddRange(owner);
        Body(DnsSection.Answer, type, rdata);
    }

    private void Body(DnsSection section, RRType type, byte[] rdata)
    {
        UInt16((ushort)type);
        UInt16(DnsMessageReader.ClassIn);
        _octets.AddRange([0, 0, 1, 44]);
        UInt16((ushort)rdata.Length);
        _octets.AddRange(rdata);
        _counts[1 + (int)section]++;
    }

    private void UInt16(ushort value) => _octets.AddRange([(byte)(value >> 8), (byte)value]);

    private byte[] ToArray()
    {
        var message = _octets.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), ResponseFlags);
        for (var i = 0; i < _counts.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4 + (2 * i)), (ushort)_counts[i]);
        return message.Length <= ushort.MaxValue ? message : throw new InvalidOperationException($"{message.Length} octets are no message");
    }
}
