using System.Buffers.Binary;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Tests.Support;

/// <summary>A record of a <see cref="HostileCapture"/>, as it stands in the message and, since all its names are in lower case, in an archive.</summary>
/// <param name="Owner">Wire format.</param>
/// <param name="RData">Without compressed names.</param>
public readonly record struct HostileRecord(byte[] Owner, RRType Type, byte[] RData);

/// <summary>A capture whose records hold <see cref="HostileText"/> wherever octets are free, each with an owner of its own; from a seed.</summary>
/// <remarks>It holds responses alone, so that an ingest takes it for one-sided and shows all of it.</remarks>
public static class HostileCapture
{
    private const int RecordsPerMessage = 50;
    private const int FramesAtATime = 500;
    private const int PcapHeaderLength = 24;

    private static readonly byte[][] Zones = [.. Enumerable.Range(0, 50).Select(zone => DnsMessageBuilder.WireName($"zone{zone}.test."))];

    /// <summary>The same numbers give the same records.</summary>
    public static IEnumerable<HostileRecord> Records(int seed, int count)
    {
        var random = new Random(seed);
        for (var number = 0; number < count; number++)
        {
            var owner = Name(random, $"{number:x}");
            var (type, rdata) = Data(random, number);
            yield return new HostileRecord(owner, type, rdata);
        }
    }

    /// <summary>Writes responses with these records.</summary>
    public static void Write(Stream output, IEnumerable<HostileRecord> records)
    {
        output.Write(new PcapBuilder().ToArray());
        var time = 1_700_000_000_000_000_000;
        foreach (var frames in records.Chunk(RecordsPerMessage).Chunk(FramesAtATime))
        {
            var file = new PcapBuilder();
            foreach (var message in frames) file.Add(time += 1_000_000, Frame(message));
            output.Write(file.ToArray().AsSpan(PcapHeaderLength));
        }
    }

    private static byte[] Frame(HostileRecord[] records)
    {
        var message = new List<byte>(4_096);
        message.AddRange([0, 1, 0x84, 0, 0, 0, .. FrameBuilder.Be((ushort)records.Length), 0, 0, 0, 0]);
        Span<byte> head = stackalloc byte[10];
        foreach (var record in records)
        {
            message.AddRange(record.Owner);
            BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)record.Type);
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], 1);
            BinaryPrimitives.WriteUInt32BigEndian(head[4..], 300);
            BinaryPrimitives.WriteUInt16BigEndian(head[8..], (ushort)record.RData.Length);
            message.AddRange(head);
            message.AddRange(record.RData);
        }

        var datagram = FrameBuilder.Udp(53, 40_000, [.. message]);
        return FrameBuilder.Ethernet(FrameBuilder.IPv4("192.0.2.53", "198.51.100.1", 17, datagram));
    }

    /// <summary>A hostile label, one of the number alone or with more behind it, and a zone.</summary>
    private static byte[] Name(Random random, string number)
    {
        List<byte> label = [.. Piece(random), .. number.Select(digit => (byte)digit)];
        if (random.Next(4) == 0) label.AddRange(Octets(random, 1, 8));
        foreach (ref var octet in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(label)) octet = Lower(octet);
        return [(byte)label.Count, .. label, .. Zones[random.Next(Zones.Length)]];
    }

    private static (RRType Type, byte[] RData) Data(Random random, int number)
    {
        var target = Name(random, "t");
        return (number % 16) switch
        {
            0 => (RRType.A, Octets(random, 4, 4)),
            1 => (RRType.AAAA, Octets(random, 16, 16)),
            2 => (RRType.TXT, String(random)),
            3 => (RRType.TXT, [.. String(random), .. String(random), .. String(random)]),
            4 => (RRType.CAA, [(byte)(random.Next(2) * 128), 5, .. "issue"u8, .. Piece(random)]),
            5 => (RRType.HINFO, [.. String(random), .. String(random)]),
            6 => (RRType.NAPTR, [0, 10, 0, 20, .. String(random), .. String(random), .. String(random), .. target]),
            7 => (RRType.SVCB, [0, 1, .. target, .. Parameter(1, String(random, atLeast: 1)), .. Parameter(65_400, [.. Piece(random)])]),
            8 => (RRType.HTTPS, [0, 1, 0, .. Parameter(1, [.. String(random, atLeast: 1), .. String(random, atLeast: 1)]), .. Parameter(4_000, [.. Piece(random)])]),
            9 => ((RRType)65_280, [.. Piece(random), .. Octets(random, 0, 20)]),
            10 => (RRType.CNAME, target),
            11 => (RRType.MX, [0, 10, .. target]),
            12 => (RRType.SRV, [0, 1, 0, 2, 0, 53, .. target]),
            13 => (RRType.SOA, [.. target, .. Name(random, "r"), .. Octets(random, 20, 20)]),
            14 => (RRType.URI, [0, 10, 0, 1, .. Piece(random)]),
            _ => (RRType.CAA, [0, 200, .. Piece(random)]), // a tag that is longer than the record
        };
    }

    private static byte[] Parameter(ushort key, byte[] value) => [.. FrameBuilder.Be(key), .. FrameBuilder.Be((ushort)value.Length), .. value];

    private static byte[] String(Random random, int atLeast = 0)
    {
        byte[] octets = random.Next(6) == 0 ? Octets(random, atLeast, 60) : Piece(random);
        return [(byte)octets.Length, .. octets];
    }

    private static byte[] Piece(Random random) => HostileText.Pieces[random.Next(HostileText.Pieces.Count)].Octets;

    private static byte[] Octets(Random random, int least, int most)
    {
        var octets = new byte[random.Next(least, most + 1)];
        random.NextBytes(octets);
        return octets;
    }

    private static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet + 32) : octet;
}
