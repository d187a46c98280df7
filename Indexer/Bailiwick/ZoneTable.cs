using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>
/// Which servers have been verified to serve which zone: what follows from an archive's sources and the hints, and from nothing else. Derived, can
/// be made again at any time. It closes when all who hold it have let go. See FORMAT.md section 5.
/// </summary>
internal sealed class ZoneTable : IDisposable
{
    private const int MostAttempts = 10;

    // Lookups want single zones out of it, far from one another: what is expanded for each is most of what it costs.
    private const int BlockLength = 4_096;

    private readonly RunFileReader _file;
    private int _holders = 1; // its opener

    private ZoneTable(RunFileReader file, string basis, long zones, long sightings) => (_file, Basis, Zones, Sightings) = (file, basis, zones, sightings);

    /// <summary>Stands for the sources and hints that it follows from; see <see cref="BasisOf"/>.</summary>
    public string Basis { get; }

    /// <summary>Zones of which servers are known.</summary>
    public long Zones { get; }

    /// <summary>Of the archive when it was made.</summary>
    public long Sightings { get; }

    /// <summary>What lookups have found in it.</summary>
    public ZoneCache Cache { get; } = new();

    /// <summary>Asks the filters; see <see cref="RunFileReader.MayHold"/>.</summary>
    public bool MayHold(ReadOnlySpan<byte> key) => _file.MayHold(key);

    public ZoneCursor OpenCursor(BlockCache? cache) => new(_file, cache);

    /// <summary>The latest of an archive; null where there is none, or where it cannot be read.</summary>
    /// <param name="damage">A sentence for the user where it cannot be read; it is made again by whoever writes next.</param>
    public static ZoneTable? OpenLatest(ArchiveLayout layout, out string? damage)
    {
        damage = null;
        // A writer may put a newer one in its place between our looking and opening.
        for (var attempt = 0; Paths(layout) is [.., var path]; attempt++)
        {
            try
            {
                return Open(path);
            }
            catch (FileNotFoundException) when (attempt < MostAttempts)
            {
            }
            catch (Exception e) when (e is ArchiveException or IOException or UnauthorizedAccessException)
            {
                damage = Sentence(e);
                return null;
            }
        }

        return null;
    }

    /// <summary>Reads every octet of the latest table; what is wrong with it, for the user. Null where it is sound or not there.</summary>
    public static string? FindDamage(ArchiveLayout layout)
    {
        using var table = OpenLatest(layout, out var damage);
        if (table is null) return damage;
        try
        {
            for (var block = 0; block < table._file.Blocks; block++) table._file.ReadFilter(block);
            using var cursor = table.OpenCursor(cache: null);
            while (cursor.MoveNext()) _ = cursor.Servers;
            return null;
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            return Sentence(e);
        }
    }

    /// <summary>What to tell of a table that cannot be read.</summary>
    public static string Sentence(Exception e) =>
        $"{FileFault.Sentence(e).Replace(DamagedArchiveException.UsualRemedy, "", StringComparison.Ordinal).TrimEnd(' ', '.')}. Bailiwicks are not known without it; pdns verify-bailiwick makes it again.";

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
    public static ZoneTable Write(ArchiveLayout layout, DurableFiles files, long generation, string basis, long sightings, VerifiedZones zones)
    {
        files.EnsureFolder(layout.Bailiwick);
        var path = Path.Combine(layout.Bailiwick, ArchiveLayout.RunName((int)generation) + ArchiveLayout.ZonesExtension);
        var unfinished = path + ".new";
        try
        {
            using (var file = new RunFileWriter(new RunWriting { Files = files, BlockLength = BlockLength }, unfinished, RunFileKind.Zones))
            {
                Span<byte> key = stackalloc byte[ZoneKey.MaxLength];
                foreach (var server in zones.Servers()) Add(file, ZoneKey.OfServer(server.Address, key), [server]);
                foreach (var (zone, servers) in zones.Zones()) Add(file, ZoneKey.OfZone(zone, key), servers);
                file.Finish(default, Head(basis, zones.Count, sightings), partner: 0);
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
            var head = document.RootElement;
            return new ZoneTable(file, head.GetProperty("basis").GetString() ?? "", head.GetProperty("zones").GetInt64(), head.GetProperty("sightings").GetInt64());
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
                throw new DamagedArchiveException(path, file.SourcesOffset, "what the table follows from", "other octets");
            throw;
        }
    }

    private static byte[] Head(string basis, int zones, long sightings)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("basis"u8, basis);
            json.WriteNumber("zones"u8, zones);
            json.WriteNumber("sightings"u8, sightings);
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
