using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using ZstdSharp;

namespace PassiveDns.EndToEnd.Tests.Privacy;

/// <summary>Who a client is, in octets that nothing else has; and the search for them in files, whatever they were written as.</summary>
/// <remarks>An address of four octets turns up by chance in one of some ten thousand archives of 100 KB; the others never.</remarks>
public static class Canaries
{
    public const string ClientIPv4 = "192.0.2.173";
    public const string ClientIPv6 = "2001:db8:c:0:9d3b:f10d:b4d1:5a7e";
    public const string ClientMac = "02:9d:b7:5a:e3:c1";
    public const int UdpPort = 47_857, Udp6Port = 52_391, TcpPort = 38_911;

    /// <summary>What EDNS Client Subnet says of the client (RFC 7871): another network than the client's own address.</summary>
    public const string SubnetIPv4 = "198.18.211.157", SubnetIPv6 = "2001:db8:e5c5:b7d3:6e94:d8a1:c35b:97f2";

    private const int MaxDepth = 3;
    private const int MaxContent = 1 << 27;

    private static readonly byte[] ZstdMagic = [0x28, 0xB5, 0x2F, 0xFD];
    private static readonly byte[] GzipMagic = [0x1F, 0x8B, 0x08];

    private static readonly List<(string What, byte[] Octets)> Patterns =
    [
        .. new[] { ClientIPv4, ClientIPv6, SubnetIPv4, SubnetIPv6 }.SelectMany(OfAddress),
        .. OfOctets(ClientMac, PhysicalAddress.Parse(ClientMac).GetAddressBytes()),
        .. OfMacText(ClientMac),
    ];

    private static readonly string[] Ports = [$"{UdpPort}", $"{Udp6Port}", $"{TcpPort}"];

    /// <summary>An option of EDNS Client Subnet as it stands in an OPT record, without code and length.</summary>
    public static byte[] Subnet(string address)
    {
        var octets = IPAddress.Parse(address).GetAddressBytes();
        return [0, (byte)(octets.Length == 4 ? 1 : 2), (byte)(8 * octets.Length), 0, .. octets];
    }

    /// <summary>What is found of a client in files and their names.</summary>
    /// <returns>A line for each: where, and what in which form. Empty when all is well.</returns>
    public static IReadOnlyList<string> FindIn(IEnumerable<string> files) =>
        [.. files.SelectMany(file => Find(File.ReadAllBytes(file)).Concat(Find(Encoding.UTF8.GetBytes(Path.GetFileName(file)))).Select(found => $"{file}: {found}"))];

    /// <summary>What is found of a client in octets, and in what they hold in compressed form.</summary>
    public static IEnumerable<string> Find(byte[] content, int depth = 0)
    {
        foreach (var (what, octets) in Patterns)
        {
            if (content.AsSpan().IndexOf(octets) is >= 0 and var at) yield return $"{what}, {at} octets into {(depth == 0 ? "the file" : "a compressed part")}";
        }

        foreach (var port in Ports.Where(port => HasWord(content, port))) yield return $"port {port} as text";
        if (depth >= MaxDepth) yield break;
        foreach (var part in CompressedParts(content))
        {
            foreach (var found in Find(part, depth + 1)) yield return found;
        }
    }

    /// <summary>Contents of all zstd frames and gzip members, wherever they begin; of broken ones as much as can be had.</summary>
    private static IEnumerable<byte[]> CompressedParts(byte[] content)
    {
        foreach (var at in Places(content, ZstdMagic)) yield return Decompress(() => new DecompressionStream(new MemoryStream(content[at..])));
        foreach (var at in Places(content, GzipMagic)) yield return Decompress(() => new GZipStream(new MemoryStream(content[at..]), CompressionMode.Decompress));
    }

    private static byte[] Decompress(Func<Stream> open)
    {
        var part = new MemoryStream();
        try
        {
            using var stream = open();
            var buffer = new byte[1 << 16];
            for (int count; part.Length < MaxContent && (count = stream.Read(buffer)) > 0;) part.Write(buffer, 0, count);
        }
        catch (Exception e) when (e is ZstdException or InvalidDataException or EndOfStreamException)
        {
            // what came before the fault counts
        }

        return part.ToArray();
    }

    private static IEnumerable<int> Places(byte[] content, byte[] pattern)
    {
        for (var from = 0; content.AsSpan(from).IndexOf(pattern) is >= 0 and var step; from += step + 1) yield return from + step;
    }

    /// <summary>The text stands there by itself: not within a longer number or a hash.</summary>
    private static bool HasWord(byte[] content, string word)
    {
        var octets = Encoding.ASCII.GetBytes(word);
        return Places(content, octets).Any(at => !IsOfWord(content, at - 1) && !IsOfWord(content, at + octets.Length));
    }

    private static bool IsOfWord(byte[] content, int at) => at >= 0 && at < content.Length && char.IsAsciiLetterOrDigit((char)content[at]);

    private static IEnumerable<(string, byte[])> OfAddress(string text)
    {
        var address = IPAddress.Parse(text);
        var octets = address.GetAddressBytes();
        return [.. OfOctets(text, octets), .. octets.Length == 4 ? OfIPv4Text(text, octets) : OfIPv6Text(text, octets)];
    }

    /// <summary>As they are and reversed, in each half of a long one too, as hexadecimal digits and in base64.</summary>
    private static IEnumerable<(string, byte[])> OfOctets(string what, byte[] octets)
    {
        byte[][] parts = octets.Length == 16 ? [octets, octets[8..]] : [octets];
        foreach (var part in parts)
        {
            yield return ($"{what} as octets", part);
            yield return ($"{what} as octets reversed", [.. part.AsEnumerable().Reverse()]);
            foreach (var text in OfText($"{what} in hexadecimal", Convert.ToHexString(part))) yield return text;
            foreach (var digits in OfBase64($"{what} in base64", part)) yield return digits;
        }
    }

    /// <summary>The digits that depend on nothing else, from each of the three places where octets may stand; of few octets they are too few to be told from chance.</summary>
    private static IEnumerable<(string, byte[])> OfBase64(string what, byte[] octets)
    {
        for (var place = 0; place < 3 && octets.Length >= 6; place++)
        {
            var digits = Convert.ToBase64String([.. new byte[place], .. octets]);
            yield return (what, Encoding.ASCII.GetBytes(digits[(place == 0 ? 0 : place + 1)..(8 * (place + octets.Length) / 6)]));
        }
    }

    private static IEnumerable<(string, byte[])> OfIPv4Text(string what, byte[] octets) =>
    [
        .. OfText(what, what),
        .. OfText($"{what} below in-addr.arpa", string.Join('.', octets.Reverse())),
        .. OfText($"{what} as a number", BitConverter.ToUInt32([.. octets.AsEnumerable().Reverse()]).ToString(CultureInfo.InvariantCulture)),
        ($"{what} as a reversed name in wire form", [.. octets.Reverse().SelectMany(octet => new[] { (byte)$"{octet}".Length }.Concat(Encoding.ASCII.GetBytes($"{octet}")))]),
    ];

    private static IEnumerable<(string, byte[])> OfIPv6Text(string what, byte[] octets)
    {
        var digits = Convert.ToHexStringLower(octets);
        var nibbles = digits.Reverse().ToList();
        return
        [
            .. OfText(what, what),
            .. OfText($"{what} in full", string.Join(':', digits.Chunk(4).Select(four => new string(four)))),
            .. OfText($"{what} below ip6.arpa", string.Join('.', nibbles)),
            ($"{what} as a reversed name in wire form", [.. nibbles.SelectMany(nibble => new[] { (byte)1, (byte)nibble })]),
        ];
    }

    private static IEnumerable<(string, byte[])> OfMacText(string mac)
    {
        var digits = mac.Replace(":", "", StringComparison.Ordinal);
        byte[] octets = Convert.FromHexString(digits);
        byte[] identifier = [(byte)(octets[0] ^ 2), octets[1], octets[2], 0xFF, 0xFE, octets[3], octets[4], octets[5]]; // RFC 4291 appendix A
        return
        [
            .. OfText(mac, mac),
            .. OfText($"{mac} with hyphens", mac.Replace(':', '-')),
            .. OfText($"{mac} with dots", string.Join('.', digits.Chunk(4).Select(four => new string(four)))),
            .. OfOctets($"{mac} as an interface identifier", identifier),
        ];
    }

    private static IEnumerable<(string, byte[])> OfText(string what, string text) =>
        from form in new[] { text.ToLowerInvariant(), text.ToUpperInvariant() }.Distinct()
        from encoding in new[] { Encoding.ASCII, Encoding.Unicode, Encoding.BigEndianUnicode }
        select ($"{what} as text ({encoding.WebName})", encoding.GetBytes(form));
}
