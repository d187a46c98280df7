using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>
/// Which servers have been verified to serve which zone: what follows from an archive's sources and the hints, and from nothing else. Derived, can
/// be made again at any time. It closes when all who hold it have let go. See FORMAT.md section 4.
/// </summary>
internal sealed class ZoneTable : IDisposable
{
    private readonly RunFileReader _file;
    private int _holders = 1; // its opener

    private ZoneTable(RunFileReader file, string basis, long zones) => (_file, Basis, Zones) = (file, basis, zones);

    /// <summary>Stands for the sources and hints that it follows from; see <see cref="BasisOf"/>.</summary>
    public string Basis { get; }

    /// <summary>Zones of which servers are known.</summary>
    public long Zones { get; }

    /// <summary>Asks the filters; see <see cref="RunFileReader.MayHold"/>.</summary>
    public bool MayHold(ReadOnlySpan<byte> key) => _file.MayHold(key);

    public ZoneCursor OpenCursor(BlockCache? cache) => new(_file, cache);

    /// <summary>The latest of an archive; null where there is none that can be read.</summary>
    public static ZoneTable? OpenLatest(ArchiveLayout layout)
    {
        foreach (var path in Paths(layout).Reverse())
        {
            try
            {
                return Open(path);
            }
            catch (Exception e) when (e is ArchiveException or IOException or UnauthorizedAccessException)
            {
                // It is made again by whoever writes next.
            }
        }

        return null;
    }

    /// <summary>Of all tables of an archive, by age. There is more than one only while a newer one is being put in its place.</summary>
    public static IReadOnlyList<string> Paths(ArchiveLayout layout) => !Directory.Exists(layout.Bailiwick) ? []
        : [.. Directory.GetFiles(layout.Bailiwick, "*" + ArchiveLayout.ZonesExtension).OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal)];

    /// <summary>SHA-256 over the sources' SHA-256s, ascending, and the hints'.</summary>
    public static string BasisOf(IEnumerable<SourceRecord> sources, Hints hints)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in sources.OrderBy(source => source.Sha256, StringComparer.Ordinal)) hash.AppendData(Encoding.ASCII.GetBytes(source.Sha256 + "\n"));
        hash.AppendData(Encoding.ASCII.GetBytes(hints.Sha256 + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes a table and gives it its name when the medium has it.</summary>
    public static ZoneTable Write(ArchiveLayout layout, DurableFiles files, long generation, string basis, VerifiedZones zones)
    {
        files.EnsureFolder(layout.Bailiwick);
        var path = Path.Combine(layout.Bailiwick, ArchiveLayout.RunName((int)generation) + ArchiveLayout.ZonesExtension);
        var unfinished = path + ".new";
        try
        {
            using (var file = new RunFileWriter(new RunWriting { Files = files }, unfinished, RunFileKind.Zones))
            {
                Span<byte> key = stackalloc byte[ZoneKey.MaxLength];
                foreach (var server in zones.Servers()) Add(file, ZoneKey.OfServer(server.Address, key), [server]);
                foreach (var (zone, servers) in zones.Zones()) Add(file, ZoneKey.OfZone(zone, key), servers.Servers);
                file.Finish(default, Head(basis, zones.Count), partner: 0);
            }

            files.Rename(unfinished, path);
            files.SyncFolder(layout.Bailiwick);
        }
        catch
        {
            files.TryDelete(unfinished);
            throw;
        }

        foreach (var old in Directory.GetFiles(layout.Bailiwick).Where(file => file != path && IsOurs(file))) files.TryDelete(old);
        return Open(path);
    }

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0) _file.Dispose();
    }

    private static bool IsOurs(string path) => Path.GetExtension(path) is ArchiveLayout.ZonesExtension or ".new";

    private static ZoneTable Open(string path)
    {
        var file = RunFileReader.Open(path, RunFileKind.Zones);
        try
        {
            using var document = JsonDocument.Parse(file.ReadSources());
            return new ZoneTable(file, document.RootElement.GetProperty("basis").GetString() ?? "", document.RootElement.GetProperty("zones").GetInt64());
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
                throw new DamagedArchiveException(path, file.SourcesOffset, "what the table follows from", "other octets");
            throw;
        }
    }

    private static byte[] Head(string basis, int zones)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("basis"u8, basis);
            json.WriteNumber("zones"u8, zones);
            json.WriteEndObject();
        }

        return octets.ToArray();
    }

    private static void Add(RunFileWriter file, ReadOnlySpan<byte> key, ReadOnlySpan<ZoneServer> servers)
    {
        file.AddKey(key);
        file.AddValue(ZoneColumns.Servers, (ulong)servers.Length);
        foreach (ref readonly var server in servers)
        {
            file.AddValue(ZoneColumns.High, server.Address.High);
            file.AddValue(ZoneColumns.Low, server.Address.Low);
            file.AddValue(ZoneColumns.First, Leb128.ZigZag(server.FirstMilliseconds));
            file.AddValue(ZoneColumns.Duration, (ulong)(server.LastMilliseconds - server.FirstMilliseconds));
        }
    }
}
