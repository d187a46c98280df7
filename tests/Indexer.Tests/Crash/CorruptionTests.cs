using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>Octets of an archive are changed at random: what it then answers is right, or it says what is missing.</summary>
public sealed class CorruptionTests : IDisposable
{
    private const int Seed = 20_261_125;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(Seed);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("runs/*", 6_000)]
    [InlineData("MANIFEST.json", 1_500)]
    [InlineData("names/*", 1_500)]
    [InlineData("catalog.db", 900)]
    [InlineData("LOCK", 100)]
    public void No_corruption_makes_a_wrong_answer_that_nobody_is_told_of(string files, int times)
    {
        SoundArchive.Write(_folder.Path);
        var sound = new Sound(_folder.Path);
        var paths = Directory.GetFiles(_folder.Path, Path.GetFileName(files), SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(_folder.Path, path).StartsWith(files.TrimEnd('*'), StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var octets = paths.ConvertAll(File.ReadAllBytes);
        var faults = new List<string>();
        for (var i = 0; i < times; i++)
        {
            var place = _random.Next(paths.Count);
            var changed = Corruption.Of(octets[place], _random, out var what);
            if (changed is not null && changed.AsSpan().SequenceEqual(octets[place])) continue;
            if (changed is null) File.Delete(paths[place]);
            else File.WriteAllBytes(paths[place], changed);
            var name = Path.GetRelativePath(_folder.Path, paths[place]);
            try { Check(name, sound); }
            catch (Exception e) { faults.Add($"{name}: {what}: {e.GetType().Name} {e.Message.Split('\n')[0]} {(e is Xunit.Sdk.XunitException ? "" : e.StackTrace)}"); }
            foreach (var extra in Directory.GetFiles(_folder.Path, "*damaged*").Concat(Directory.GetFiles(_folder.Path, "*-log*"))) File.Delete(extra);
            File.WriteAllBytes(paths[place], octets[place]);
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join("\n", faults.Take(40))}");
    }

    private void Check(string name, Sound sound)
    {
        if (name == "MANIFEST.json")
        {
            Assert.Throws<ArchiveException>(() => { try { Archive.OpenRead(_folder.Path); } catch (DamagedArchiveException e) { throw new ArchiveException(e.Message); } });
            return;
        }

        using var archive = Archive.OpenRead(_folder.Path);
        var run = name.StartsWith("runs", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : null;
        CheckAnswers(archive, run, sound);
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound == run is null, "verify does not tell");
        if (name.StartsWith("names", StringComparison.Ordinal)) CheckNames(archive);
        if (name == "catalog.db") CheckCatalog(archive, sound);
        if (name == "LOCK") Archive.OpenOrCreate(_folder.Path).Dispose();
    }

    /// <param name="run">The damaged one, or null.</param>
    private static void CheckAnswers(Archive archive, string? run, Sound sound)
    {
        var found = SoundArchive.Find(archive);
        var names = SoundArchive.Search(archive, out var isReported);
        isReported |= archive.Damage.Count + archive.LostParts.Count > 0;
        foreach (var (answer, whole) in found.Zip(sound.Found))
        {
            Assert.Empty(answer.Except(whole));
            Assert.Empty(whole.Where(line => !line.StartsWith(sound.SourceOf(run), StringComparison.Ordinal)).Except(answer));
        }

        foreach (var (answer, whole) in names.Zip(sound.Names)) Assert.Empty(answer.Except(whole));
        if (!isReported || run is null)
        {
            Assert.Equal(sound.Found, found);
            Assert.Equal(sound.Names, names);
        }
    }

    private static void CheckNames(Archive archive) => Assert.NotEmpty(NameIndex.FindDamage(archive));

    private void CheckCatalog(Archive archive, Sound sound)
    {
        var reading = SourceCatalog.Read(archive.Layout, archive.Sources);
        if (reading.Note is null && IngestChain.Verify(reading.Ingests) is null) Assert.Equal(sound.Catalog, SoundArchive.Describe(reading));
        using var writer = SourceCatalog.Open(archive.Layout, archive.Generation, archive.Sources);
        Assert.Equal(3, writer.Sources.Count);
    }

    private sealed class Sound
    {
        private readonly Dictionary<string, string> _sources;

        public Sound(string folder)
        {
            using var archive = Archive.OpenRead(folder);
            Found = SoundArchive.Find(archive);
            Names = SoundArchive.Search(archive, out var isReported);
            Assert.False(isReported);
            Catalog = SoundArchive.Describe(SourceCatalog.Read(archive.Layout, archive.Sources));
            _sources = archive.Manifest.Runs.ToDictionary(run => run.Name, run => run.Sources.Single());
        }

        public List<string>[] Found { get; }

        public List<string>[] Names { get; }

        public string[] Catalog { get; }

        public string SourceOf(string? run) => run is null ? "none" : _sources[run];
    }
}
