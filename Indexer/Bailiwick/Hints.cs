using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>The servers that verification begins with, as a file in master file format names them (RFC 1035 section 5): NS, A and AAAA of the root, and of other zones.</summary>
public sealed class Hints
{
    private const string Remedy = "Name a file with the NS, A and AAAA records of servers, and nothing else.";

    private static readonly Lazy<Hints> Shipped = new(ReadShipped);

    private readonly byte[] _text;

    private Hints(byte[] text, IReadOnlyList<(byte[] Zone, IpAddress Server)> servers) =>
        (_text, Sha256, Servers) = (text, Convert.ToHexStringLower(SHA256.HashData(text)), servers);

    /// <summary>Those that come with the program.</summary>
    public static Hints Default => Shipped.Value;

    /// <summary>Of the file: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>For each server of a zone, the zone's owner-key and the address.</summary>
    internal IReadOnlyList<(byte[] Zone, IpAddress Server)> Servers { get; }

    /// <exception cref="UnreadableFileException">A line is none of NS, A or AAAA, or names a server without an address.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Hints Read(string path)
    {
        const int most = 16 << 20; // the whole root zone is 2 MiB
        using var file = File.OpenRead(path);
        if (file.Length > most) throw new UnreadableFileException(path, most, "hints, a megabyte or two", "more", Remedy);
        using var octets = new MemoryStream();
        file.CopyTo(octets);
        return Parse(octets.ToArray(), path);
    }

    /// <summary>They name a server of a zone.</summary>
    /// <param name="zone">Wire format, lower case.</param>
    public bool HasServer(ReadOnlySpan<byte> zone, IpAddress server)
    {
        var key = OwnerKey(zone.ToArray());
        return Servers.Any(hint => hint.Server == server && hint.Zone.AsSpan().SequenceEqual(key));
    }

    /// <summary>Those that an archive was given, or those that come with the program.</summary>
    /// <inheritdoc cref="Read"/>
    internal static Hints Of(ArchiveLayout layout) => File.Exists(layout.Hints) ? Read(layout.Hints) : Default;

    /// <summary>Gives them to an archive.</summary>
    internal void Save(ArchiveLayout layout, DurableFiles files)
    {
        files.EnsureFolder(layout.Bailiwick);
        var unfinished = layout.Hints + ".new";
        using (var file = files.Create(unfinished))
        {
            file.Write(_text);
            files.Sync(file);
        }

        files.Rename(unfinished, layout.Hints);
        files.SyncFolder(layout.Bailiwick);
    }

    internal static Hints Parse(byte[] octets, string path)
    {
        var servers = new List<(byte[] Zone, byte[] Name)>();
        var addresses = new Dictionary<byte[], List<IpAddress>>(OctetsComparer.Instance);
        var offset = 0;
        foreach (var line in Encoding.ASCII.GetString(octets).Split('\n'))
        {
            var fields = line.Split(';')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0 && !TryReadLine(fields, servers, addresses))
                throw new UnreadableFileException(path, offset, "NAME [TTL] [IN] NS, A or AAAA and its data", string.Join(' ', fields), Remedy);
            offset += line.Length + 1;
        }

        var found = servers.SelectMany(server => addresses.GetValueOrDefault(server.Name, []).Select(address => (server.Zone, address))).ToList();
        if (found.Count == 0) throw new UnreadableFileException(path, octets.Length, "name servers with their addresses", "none", Remedy);
        return new Hints(octets, found);
    }

    private static bool TryReadLine(string[] fields, List<(byte[] Zone, byte[] Name)> servers, Dictionary<byte[], List<IpAddress>> addresses)
    {
        if (fields.Length < 3 || DomainNameFormat.Parse(fields[0]) is not { } owner) return false;
        if (!fields[1..^2].All(field => field.Equals("IN", StringComparison.OrdinalIgnoreCase) || uint.TryParse(field, CultureInfo.InvariantCulture, out _))) return false;
        if (!RDataTypes.TryParse(fields[^2], out var type) || RDataParser.Parse(type, fields[^1]) is not { Length: > 0 } rdata) return false;
        switch (type)
        {
            case RRType.NS:
                servers.Add((OwnerKey(owner), OwnerKey(rdata)));
                return true;
            case RRType.A or RRType.AAAA:
                var key = OwnerKey(owner);
                if (!addresses.TryGetValue(key, out var known)) addresses[key] = known = [];
                known.Add(IpAddress.From(rdata));
                return true;
            default:
                return false;
        }
    }

    private static byte[] OwnerKey(byte[] name)
    {
        DomainName.ToLower(name);
        Span<byte> key = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteOwner(name, key)].ToArray();
    }

    private static Hints ReadShipped()
    {
        using var resource = typeof(Hints).Assembly.GetManifestResourceStream("hints.zone")!;
        using var octets = new MemoryStream();
        resource.CopyTo(octets);
        return Parse(octets.ToArray(), "hints.zone");
    }
}
