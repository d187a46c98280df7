using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>Lucene and LiteDB write past our I/O layer. Here their files are left as a power cut may leave them: answers stay right, what is wrong is told, and the next writer mends it.</summary>
public sealed class DerivedCutTests : IDisposable
{
    private const int Page = 8_192; // of LiteDB
    private const int Tears = 8;

    /// <summary>Runs of any size have a names index.</summary>
    private const long Always = 0;

    private const int Tail = 4_096;

    private static readonly (string Why, Func<byte[], byte[]?> Of)[] Remains =
    [
        ("missing", _ => null),
        ("empty", _ => []),
        ("the first half", octets => octets[..(octets.Length / 2)]),
        ("the last 4 KiB missing", octets => octets[..Math.Max(0, octets.Length - Tail)]),
        ("the last 4 KiB zero", octets => [.. octets[..Math.Max(0, octets.Length - Tail)], .. new byte[Math.Min(octets.Length, Tail)]]),
        ("all zero", octets => new byte[octets.Length]),
    ];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_names_index_nothing_is_missed_and_the_next_writer_builds_it_again()
    {
        using var archive = Make.Archive(_folder.Path, Source(1, 0, 2_500), Source(2, 1_000, 2_500));
        NameIndex.CatchUp(archive, Always, null, Token);
        var (place, other) = (archive.Layout.NamesOf("000001"), ReadFolder(archive.Layout.NamesOf("000002")));
        var sound = ReadFolder(place);
        var names = Search(archive);
        Assert.True(names.Count > 5 && sound.Count == 10 && sound.Values.Max(octets => octets!.Length) > 4 * Tail, "an index of several chunks");

        foreach (var (why, found) in NameRemains(sound, other))
        {
            WriteFolder(place, found);
            Assert.True(names.SequenceEqual(Search(archive)), $"{why}: other names");
            Assert.True(NameIndex.FindDamage(archive).Any(finding => finding.StartsWith(place, StringComparison.Ordinal)), $"{why}: not told");

            NameIndex.CatchUp(archive, Always, null, Token);

            Assert.True(NameIndex.FindDamage(archive).Count == 0, $"{why}: still damaged");
            Assert.True(names.SequenceEqual(Search(archive)), $"{why}: other names afterwards");
        }
    }

    /// <summary>Each file in each state, alone or with its check sums; the last written ones; and files of another index among them.</summary>
    private static IEnumerable<(string Why, Dictionary<string, byte[]?> Found)> NameRemains(Dictionary<string, byte[]?> sound, Dictionary<string, byte[]?> other)
    {
        foreach (var name in sound.Keys)
        {
            var states = Remains.Select(state => (state.Why, Octets: state.Of(sound[name]!))).DistinctBy(state => state.Octets is null ? "" : "0x" + Convert.ToHexString(state.Octets));
            foreach (var (why, octets) in states) yield return ($"{name}, {why}", new(sound) { [name] = octets });
            if (!sound[name].AsSpan().SequenceEqual(other[name])) yield return ($"{name} of another run", new(sound) { [name] = other[name] });
            if (sound.ContainsKey("crc." + name) && name != "segments.gen") // a hint that Lucene does without
                yield return ($"{name} and its sums missing", new(sound) { [name] = null, ["crc." + name] = null });
        }

        yield return ("no file has its sums", sound.ToDictionary(file => file.Key, file => file.Key.StartsWith("crc.", StringComparison.Ordinal) ? null : file.Value));
        yield return ("nothing but the commit", sound.ToDictionary(file => file.Key, file => file.Key.EndsWith("segments_1", StringComparison.Ordinal) ? file.Value : null));
        yield return ("all but the commit", sound.ToDictionary(file => file.Key, file => file.Key.Contains("segments", StringComparison.Ordinal) ? null : file.Value));
        yield return ("an empty folder", sound.ToDictionary(file => file.Key, _ => (byte[]?)null));
        yield return ("the index of another run", other);
    }

    [Fact]
    public void Of_the_catalog_no_source_is_lost_and_the_next_writer_mends_it()
    {
        var states = new CatalogStates(_folder["making"]);
        var faults = new List<string>();
        foreach (var (why, file, log, isWhole) in states.Remains())
        {
            using var folder = new TemporaryFolder();
            var layout = new ArchiveLayout(folder.Path);
            if (file is not null) File.WriteAllBytes(layout.Catalog, file);
            if (log is not null) File.WriteAllBytes(LiteDbFile.LogOf(layout.Catalog), log);
            try
            {
                states.Check(layout, isWhole);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                faults.Add($"{why}: {e}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static ObservedSource Source(int number, int first, int count) =>
        new(Make.Source(number), [.. Enumerable.Range(first, count).Select(i => Make.A($"{Make.Sha256(i)[..20]}.example.", "192.0.2.1"))]);

    private static List<string> Search(Archive archive) =>
        [.. NameSearch.Find(archive, new NameQuery { Pattern = "abc" }, Always).Select(match => Convert.ToHexString(match.Name.Span))];

    private static Dictionary<string, byte[]?> ReadFolder(string folder) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path)!, byte[]? (path) => File.ReadAllBytes(path), StringComparer.Ordinal);

    private static void WriteFolder(string folder, Dictionary<string, byte[]?> files)
    {
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var (name, octets) in files)
        {
            if (octets is not null) File.WriteAllBytes(Path.Combine(folder, name), octets);
        }
    }

    /// <summary>A catalog that a first process wrote, and a second one added to: what is in its file and its log before, while and after the second closes it.</summary>
    private sealed class CatalogStates
    {
        private const int First = 30;
        private const int Second = 90;

        private readonly SourceRecord[] _sources = [.. Enumerable.Range(1, Second).Select(number => Make.Source(number))];
        private readonly byte[] _before;
        private readonly byte[] _firstLog;
        private readonly byte[] _log;
        private readonly byte[] _after;
        private readonly List<string> _ingests;

        public CatalogStates(string folder)
        {
            Directory.CreateDirectory(folder);
            var layout = new ArchiveLayout(folder);
            using (var catalog = SourceCatalog.Open(layout, 1, []))
            {
                Add(catalog, _sources[..First]);
                _firstLog = Read(LiteDbFile.LogOf(layout.Catalog));
            }

            _before = Read(layout.Catalog);
            using (var catalog = SourceCatalog.Open(layout, 2, _sources[..First]))
            {
                Add(catalog, _sources[First..]);
                Assert.Equal(_before, Read(layout.Catalog)); // all that is new stands in the log
                _log = Read(LiteDbFile.LogOf(layout.Catalog));
            }

            _after = Read(layout.Catalog);
            _ingests = [.. SourceCatalog.Read(layout, _sources).Ingests.Select(entry => entry.ToString())];
            Assert.True(_ingests.Count == Second && _after.Length > _before.Length + (4 * Page), "several pages");
        }

        /// <summary>What is found; whether everything must be in it.</summary>
        public IEnumerable<(string Why, byte[]? File, byte[]? Log, bool IsWhole)> Remains()
        {
            var random = new Random(20_261_126);
            yield return ("as it was closed", _after, null, true);
            yield return ("as a process leaves it that died", _before, _log, true);
            yield return ("pages have been moved, the log is still there", _after, _log, true);
            for (var tear = 0; tear < Tears; tear++)
            {
                var torn = Torn(random);
                yield return ($"pages were being moved ({tear})", torn, _log, true);
                yield return ($"pages were being moved, and the log is lost ({tear})", torn, null, false);
            }

            yield return ("the older file without its log", _before, null, false);
            yield return ("the older log with the newer file", _after, _firstLog, false);
            yield return ("the log alone", null, _log, false);
            foreach (var (why, of) in DerivedCutTests.Remains)
            {
                yield return ($"the file: {why}", of(_after), null, false);
                yield return ($"the file: {why}; with the log", of(_after), _log, false);
                yield return ($"the log: {why}", _before, of(_log), false);
            }

            for (var at = 0; at < _log.Length; at += 8 * Page)
            {
                yield return ($"the log was written until octet {at + 100}", _before, _log[..(at + 100)], false);
                yield return ($"the log was written until octet {at + 100}, and is as long as it should be", _before, [.. _log[..(at + 100)], .. new byte[_log.Length - at - 100]], false);
                yield return ($"page {at / Page} of the log is zero", _before, [.. _log[..at], .. new byte[Page], .. _log[(at + Page)..]], false);
            }
        }

        /// <summary>A reader gets every source and hears what is wrong; a writer mends it and goes on.</summary>
        public void Check(ArchiveLayout layout, bool isWhole)
        {
            var reading = SourceCatalog.Read(layout, _sources);
            Assert.Equal(_sources, reading.Sources);
            var isTold = reading.Note is not null || IngestChain.Verify(reading.Ingests) is not null;
            if (isWhole || !isTold) Assert.Equal(_ingests, reading.Ingests.Select(entry => entry.ToString()));
            Assert.False(isWhole && isTold, $"it is whole, and yet: {reading.Note}");

            var added = Make.Source(Second + 1);
            if (!TryAdd(layout, added)) // the next one finds what this one met, and puts the file aside
            {
                Assert.False(isWhole, "it is whole, and cannot be written");
                SourceCatalog.Open(layout, 4, [.. _sources, added]).Dispose();
            }

            var again = SourceCatalog.Read(layout, [.. _sources, added]);
            Assert.Null(again.Note);
            Assert.Null(IngestChain.Verify(again.Ingests));
            Assert.Superset(_sources.Append(added).Select(source => source.Sha256).ToHashSet(), again.Ingests.Select(entry => entry.Attempt.Sha256!).ToHashSet());
        }

        private bool TryAdd(ArchiveLayout layout, SourceRecord added)
        {
            using var catalog = SourceCatalog.Open(layout, 3, _sources);
            try
            {
                Add(catalog, [added]);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        private static void Add(SourceCatalog catalog, SourceRecord[] sources)
        {
            foreach (var some in sources.Chunk(10)) catalog.Record([.. some.Select(Attempt)], some);
        }

        private static IngestAttempt Attempt(SourceRecord source) => new()
        {
            Path = source.Path,
            Sha256 = source.Sha256,
            StartedMilliseconds = 1_000,
            FinishedMilliseconds = 2_000,
            Outcome = IngestOutcome.Added,
            ToolVersion = "0.1.0",
            Options = "",
            Generation = 3,
        };

        /// <summary>Some pages are those from before the move, some those from behind it; what lies behind the old end may be missing or zero.</summary>
        private byte[] Torn(Random random)
        {
            var torn = (byte[])_after.Clone();
            for (var at = 0; at < torn.Length; at += Page)
            {
                if (random.Next(2) == 0) continue;
                if (at < _before.Length) _before.AsSpan(at, Page).CopyTo(torn.AsSpan(at));
                else torn.AsSpan(at, Page).Clear();
            }

            return random.Next(3) == 0 ? torn[..(_before.Length + (random.Next((_after.Length - _before.Length) / Page) * Page))] : torn;
        }

        private static byte[] Read(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var octets = new byte[file.Length];
            file.ReadExactly(octets);
            return octets;
        }
    }
}
