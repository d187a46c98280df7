using System.Globalization;
using System.IO.Compression;
using System.Text;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Analyzer.Tests;

/// <summary>A record as another dissector lists it, or as ours found it, in one spelling: lower-case name, type, rdata.</summary>
/// <param name="RData">Text for types with names that may be compressed, hexadecimal digits for the others.</param>
public readonly record struct ListedRecord(string Name, string Type, string RData)
{
    public override string ToString() => $"{Name} {Type} {RData}";
}

/// <summary>The list of records that stands beside a capture, and the spelling it uses.</summary>
public static class CaptureTruth
{
    private const int NameColumn = 9, TypeColumn = 10, ClassColumn = 11, RDataColumn = 13, HexColumn = 15, FlagsColumn = 17, TransportColumn = 2;

    /// <summary>The records that an archive should hold: class IN, opcode QUERY, delivered, data.</summary>
    public static IEnumerable<ListedRecord> Read(string capture)
    {
        foreach (var line in Lines(capture + ".truth.tsv").Skip(1))
        {
            var columns = line.Split('\t');
            var flags = columns[FlagsColumn].Split(',');
            var isData = columns[ClassColumn] == "IN" && columns[TypeColumn] is not ("OPT" or "TSIG" or "TKEY");
            var isDelivered = !columns[TransportColumn].EndsWith("-icmp", StringComparison.Ordinal);
            if (!isData || !isDelivered || flags.Any(flag => flag.StartsWith("op=", StringComparison.Ordinal) || flag == "partial")) continue;
            yield return new ListedRecord(
                columns[NameColumn], columns[TypeColumn], HasNames(columns[TypeColumn]) ? columns[RDataColumn] : columns[HexColumn]);
        }
    }

    /// <summary>Rdata in canonical form as the list spells it.</summary>
    public static string RData(RRType type, ReadOnlySpan<byte> rdata) => type switch
    {
        RRType.NS or RRType.CNAME or RRType.PTR or RRType.DNAME => Name(rdata),
        RRType.MX => Number(rdata) + " " + Name(rdata[2..]),
        RRType.SRV => $"{Number(rdata)} {Number(rdata[2..])} {Number(rdata[4..])} {Name(rdata[6..])}",
        RRType.SOA => Soa(rdata),
        _ => Convert.ToHexStringLower(rdata),
    };

    /// <summary>A lower-case wire name as the list spells it: no final dot, octets that do not print as three octal digits.</summary>
    public static string Name(ReadOnlySpan<byte> name)
    {
        if (name[0] == 0) return ".";
        var text = new StringBuilder();
        for (var at = 0; name[at] != 0; at += 1 + name[at])
        {
            if (at > 0) text.Append('.');
            foreach (var octet in name.Slice(at + 1, name[at]))
            {
                if (octet is > 0x20 and < 0x7F) text.Append((char)octet);
                else text.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'));
            }
        }

        return text.ToString();
    }

    private static bool HasNames(string type) => type is "NS" or "CNAME" or "PTR" or "DNAME" or "MX" or "SRV" or "SOA";

    private static string Number(ReadOnlySpan<byte> octets) => ((octets[0] << 8) | octets[1]).ToString(CultureInfo.InvariantCulture);

    private static string Soa(ReadOnlySpan<byte> rdata)
    {
        var mailbox = rdata[LengthOf(rdata)..];
        var numbers = mailbox[LengthOf(mailbox)..];
        var text = $"{Name(rdata)} {Name(mailbox)}";
        for (; !numbers.IsEmpty; numbers = numbers[4..])
            text += " " + System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(numbers).ToString(CultureInfo.InvariantCulture);
        return text;
    }

    private static int LengthOf(ReadOnlySpan<byte> name)
    {
        var at = 0;
        while (name[at] != 0) at += 1 + name[at];
        return at + 1;
    }

    private static IEnumerable<string> Lines(string file)
    {
        using Stream stream = File.Exists(file)
            ? File.OpenRead(file)
            : new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
