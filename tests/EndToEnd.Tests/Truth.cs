using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>A record, in a form that both tshark's listing and our export can be brought into.</summary>
/// <param name="Name">Lower case, no final dot, octets as tshark shows them.</param>
/// <param name="RData">As tshark has it for the types it prints; for others our presentation form.</param>
public readonly record struct TruthRecord(string Name, string Type, string RData)
{
    public override string ToString() => $"{Name} {Type} {RData}";
}

/// <summary>Reads what tshark finds in a capture, line by line, and what we export, and makes them comparable.</summary>
internal static class Truth
{
    /// <summary>Types whose rdata the listing gives in presentation form.</summary>
    private static readonly HashSet<string> Printed = ["A", "AAAA", "NS", "CNAME", "PTR", "DNAME", "MX", "SRV", "SOA", "TXT", "SPF"];

    /// <summary>The listing's lines that design.md 2 counts as observations.</summary>
    /// <param name="file">NAME.truth.tsv, or the same with .gz.</param>
    public static IEnumerable<TruthLine> ReadListing(string file)
    {
        using var stream = File.OpenRead(file);
        using Stream content = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(content);
        var columns = reader.ReadLine()!.TrimStart('#').Split('\t');
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            yield return new TruthLine(columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        }
    }

    /// <summary>A line of the listing as a record.</summary>
    public static TruthRecord Record(TruthLine line)
    {
        var type = line["rrtype"];
        return new TruthRecord(line["rrname"], type, Printed.Contains(type) && line["rdata"] != "-" ? line["rdata"] : FromWire(type, line["rdhex"]));
    }

    /// <summary>A line of our export as records.</summary>
    public static IEnumerable<TruthRecord> Records(JsonElement rrset)
    {
        var name = Name(rrset.GetProperty("rrname").GetString()!);
        var type = rrset.GetProperty("rrtype").GetString()!;
        foreach (var rdata in rrset.GetProperty("rdata").EnumerateArray()) yield return new TruthRecord(name, type, FromText(type, rdata.GetString()!));
    }

    /// <summary>Our presentation form of rdata in the listing's form.</summary>
    private static string FromText(string type, string rdata) => type switch
    {
        _ when rdata.StartsWith(@"\# ", StringComparison.Ordinal) => rdata,
        "NS" or "CNAME" or "PTR" or "DNAME" or "MX" or "SRV" => LastName(rdata),
        "SOA" => string.Join(' ', rdata.Split(' ').Select((word, place) => place < 2 ? Name(word) : word)),
        "TXT" or "SPF" => string.Concat(CharacterStrings(rdata).Select(octets => $"[{Hex.Text(octets)}]")),
        _ => rdata,
    };

    private static string LastName(string rdata)
    {
        var start = rdata.LastIndexOf(' ') + 1;
        return rdata[..start] + Name(rdata[start..]);
    }

    /// <summary>RFC 1035 presentation as tshark shows names: no final dot, no backslash before printable characters, other octets in octal.</summary>
    private static string Name(string presentation)
    {
        var octets = Unescape(presentation, out var dots);
        if (octets.Length == 1 && dots[0]) return ".";
        var text = new StringBuilder();
        for (var i = 0; i < octets.Length - 1; i++) text.Append(octets[i] is >= 0x20 and < 0x7F ? $"{(char)octets[i]}" : $"\\{Convert.ToString(octets[i], 8).PadLeft(3, '0')}");
        return text.ToString();
    }

    private static byte[] Unescape(string text, out bool[] isPlainDot)
    {
        var octets = new List<byte>();
        var dots = new List<bool>();
        for (var i = 0; i < text.Length; i++)
        {
            dots.Add(text[i] == '.');
            if (text[i] != '\\') octets.Add((byte)text[i]);
            else if (!char.IsAsciiDigit(text[i + 1])) octets.Add((byte)text[++i]);
            else
            {
                octets.Add(byte.Parse(text.AsSpan(i + 1, 3), CultureInfo.InvariantCulture));
                i += 3;
            }
        }

        isPlainDot = [.. dots];
        return [.. octets];
    }

    private static IEnumerable<byte[]> CharacterStrings(string rdata)
    {
        for (var i = 0; i < rdata.Length; i++)
        {
            var end = ++i; // behind the opening quote
            while (rdata[end] != '"') end += rdata[end] == '\\' ? 2 : 1;
            yield return Unescape(rdata[i..end], out _);
            i = end + 1; // the blank
        }
    }

    /// <summary>Rdata off the wire in our presentation form. Only for types without compressed names: the pointers' targets are not at hand.</summary>
    private static string FromWire(string type, string hex)
    {
        if (!RDataTypes.TryParse(type, out var number)) throw new FormatException($"{type} is no type");
        var rdata = hex == "-" ? [] : Hex.Octets(hex);
        var canonical = new byte[RDataCanonical.MaxLength(number, rdata.Length)];
        RDataCanonical.TryWrite(number, rdata, 0, rdata.Length, canonical, out var written);
        return RDataFormat.ToText(number, canonical.AsSpan(0, written));
    }
}

/// <summary>A line of the listing.</summary>
internal sealed class TruthLine(Dictionary<string, string> cells)
{
    public string this[string column] => cells[column];

    public bool HasFlag(string flag) => cells["flags"].Split(',').Any(text => text == flag || text.StartsWith(flag + "=", StringComparison.Ordinal));

    /// <summary>A delivered response of opcode QUERY, a record of class IN that is data.</summary>
    public bool IsObservation =>
        this["class"] == "IN" && !HasFlag("op") && this["transport"] is "udp" or "tcp" && this["rrtype"] is not ("OPT" or "TSIG" or "TKEY");
}
