using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>Ten thousand times some octets of an archive are changed: what it then answers is right, or it says that something is missing.</summary>
public sealed class CorruptionTests : IDisposable
{
    private const int Seed = 20_261_125;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(Seed);
    private readonly SoundAnswers _sound;

    public CorruptionTests()
    {
        SoundArchive.Write(_folder.Path);
        _sound = new SoundAnswers(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_run() => Corrupt("runs", "*", times: 6_000, file =>
    {
        using var archive = Archive.OpenRead(_folder.Path);
        var run = Path.GetFileNameWithoutExtension(file);
        var found = SoundArchive.Find(archive);
        var names = SoundArchive.Search(archive, byIndex: false);
        Assert.False(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound, "verify does not tell");

        foreach (var (whole, answer) in _sound.Found.Zip(found)) CheckPart(whole, answer, sighting => !sighting.StartsWith(_sound.SourceOf(run), StringComparison.Ordinal));
        foreach (var (whole, answer) in _sound.Names.Zip(names)) CheckPart(whole, answer, _ => false);
        if (archive.Damage.Concat(archive.LostParts).Select(damage => damage.Run).Distinct().SequenceEqual([run])) return;
        AssertSame(_sound.Found, found);
        AssertSame(_sound.Names, names);
    });

    [Fact]
    public void Of_the_manifest() => Corrupt("", "MANIFEST.json", times: 2_000, _ => Assert.ThrowsAny<ArchiveException>(() => Archive.OpenRead(_folder.Path)));

    [Fact]
    public void Of_the_lock() => Corrupt("", "LOCK", times: 100, _ => CheckAll());

    /// <summary>Names are made from the runs: all of them are found, if need be by looking at each.</summary>
    [Fact]
    public void Of_a_names_index() => Corrupt("names", "*", times: 1_200, _ =>
    {
        using var archive = Archive.OpenRead(_folder.Path);
        AssertSame(_sound.Names, SoundArchive.Search(archive, byIndex: true));
        Assert.NotEmpty(NameIndex.FindDamage(archive));
    });

    [Fact]
    public void Of_the_catalog() => Corrupt("", "catalog.db", times: 700, _ =>
    {
        using (var archive = Archive.OpenRead(_folder.Path))
        {
            var reading = SourceCatalog.Read(archive.Layout, archive.Sources);
            Assert.Equal(_sound.Sources, SoundArchive.Describe(reading.Sources));
            if (reading.Note is null && IngestChain.Verify(reading.Ingests) is null) Assert.Equal(_sound.Ingests, reading.Ingests.Select(entry => entry.ToString()));
            using var writer = SourceCatalog.Open(archive.Layout, archive.Generation, archive.Sources);
            Assert.Equal(_sound.Sources, SoundArchive.Describe(writer.Sources));
        }

        foreach (var path in Directory.GetFiles(_folder.Path, "catalog*")) File.Delete(path);
    });

    /// <summary>A writer opens it, and every answer is right.</summary>
    private void CheckAll()
    {
        using var archive = Archive.OpenOrCreate(_folder.Path);
        AssertSame(_sound.Found, SoundArchive.Find(archive));
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
    }

    private static void AssertSame(List<string>[] expected, List<string>[] found)
    {
        foreach (var (whole, answer) in expected.Zip(found)) Assert.True(whole.SequenceEqual(answer), "another answer");
    }

    /// <summary>Both are in order, so that one walk tells.</summary>
    /// <param name="isSafe">What must not be missing.</param>
    private static void CheckPart(List<string> whole, List<string> answer, Func<string, bool> isSafe)
    {
        var at = 0;
        foreach (var line in whole)
        {
            if (at < answer.Count && answer[at] == line) at++;
            else Assert.False(isSafe(line), $"missing: {line}");
        }

        Assert.True(at == answer.Count, $"wrong: {answer.ElementAtOrDefault(at)}");
    }

    /// <param name="check">Given the path of the file that was changed.</param>
    private void Corrupt(string folder, string pattern, int times, Action<string> check)
    {
        var paths = Directory.GetFiles(Path.Combine(_folder.Path, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var sound = paths.ConvertAll(File.ReadAllBytes);
        var faults = new List<string>();
        for (var done = 0; done < times;)
        {
            var place = _random.Next(paths.Count);
            var changed = Corruption.Of(sound[place], _random, out var what);
            if (changed is not null && changed.AsSpan().SequenceEqual(sound[place])) continue; // zeros that were there
            done++;
            if (changed is null) File.Delete(paths[place]);
            else File.WriteAllBytes(paths[place], changed);
            try
            {
                check(paths[place]);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                faults.Add($"{Path.GetRelativePath(_folder.Path, paths[place])}, {what}: {e}");
            }

            File.WriteAllBytes(paths[place], sound[place]);
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {times}: {string.Join("\n", faults.Take(5))}");
        CheckAll();
    }

    private sealed class SoundAnswers
    {
        private readonly Dictionary<string, string> _sourceOf;

        public SoundAnswers(string folder)
        {
            using var archive = Archive.OpenRead(folder);
            Found = SoundArchive.Find(archive);
            Names = SoundArchive.Search(archive, byIndex: true);
            Sources = SoundArchive.Describe(archive.Sources);
            Ingests = [.. SourceCatalog.Read(archive.Layout, archive.Sources).Ingests.Select(entry => entry.ToString())];
            _sourceOf = archive.Manifest.Runs.ToDictionary(run => run.Name, run => run.Sources.Single());
        }

        public List<string>[] Found { get; }

        public List<string>[] Names { get; }

        public string Sources { get; }

        public string[] Ingests { get; }

        /// <summary>The one source of a run.</summary>
        public string SourceOf(string run) => _sourceOf[run];
    }
}
