using CsCheck;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What an archive says hangs on its sources alone: not on how they were split, ordered, merged, compacted, or what was there in between.</summary>
public sealed class ExactnessTests
{
    private static readonly string[] Captures =
        [.. Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures")).Append(Path.Combine(TestFolders.TestData, "damaged", "responses-only.pcap")).Order(StringComparer.Ordinal)];

    private static readonly string[] Formats = ["cof", "csv", "jsonl"];

    // For each capture: 0 goes to the left archive, 1 to the right one, 2 to both.
    private static readonly Gen<int[]> Sides = Gen.Int[0, 2].Array[Captures.Length];

    [Fact]
    public void Random_splits_merged_compacted_and_reduced_export_the_same() =>
        Gen.Select(Sides, Gen.Shuffle(Captures), Gen.Bool.Array[Captures.Length], Gen.Int[1, 4], Gen.Bool.Array[4]).Sample((sides, order, goes, threads, choices) =>
        {
            using var folder = new TempFolder();
            var ingested = order.Where(capture => Side(capture, sides) != 1).ToList();
            IngestOneByOne(folder.At("left"), ingested);
            Ingest(folder.At("right"), order.Where(capture => Side(capture, sides) != 0), threads);
            if (choices[0] && ingested.Count > 0) InProcess.Do("compact", "-a", folder.At("left"));
            string[] inputs = [.. new[] { folder.At("left"), folder.At("right") }.Where(Directory.Exists)];
            InProcess.Do(["merge", .. choices[1] ? inputs : inputs.Reverse(), "-a", folder.At("merged")]);

            var gone = Captures.Where((_, i) => goes[i]).ToList();
            if (gone.Count > 0) InProcess.Do(["sources", "remove", .. gone, "-a", folder.At("merged")]);
            if (choices[2]) InProcess.Do("compact", "-a", folder.At("merged"));
            Ingest(folder.At("straight"), Captures.Except(gone), threads: 1);

            if (gone.Count < Captures.Length)
            {
                foreach (var format in Formats) Assert.Equal(Export(folder.At("straight"), format), Export(folder.At("merged"), format));
            }

            Assert.EndsWith("sound\n", InProcess.Do("verify", "-a", folder.At("merged")), StringComparison.Ordinal);
            if (!choices[3]) return;
            if (gone.Count > 0) InProcess.Do(["ingest", .. gone, "-q", "-a", folder.At("merged")]);
            Ingest(folder.At("all"), Captures, threads: 2);
            Assert.Equal(Export(folder.At("all"), "jsonl"), Export(folder.At("merged"), "jsonl"));
        }, iter: 6, threads: 1);

    [Fact]
    public void The_number_of_threads_does_not_matter()
    {
        using var folder = new TempFolder();
        foreach (var threads in new[] { 1, 2, 4 }) Ingest(folder.At($"{threads}.pdns"), Captures, threads);

        foreach (var format in Formats)
        {
            var export = Export(folder.At("1.pdns"), format);
            Assert.NotEqual("", export);
            Assert.Equal(export, Export(folder.At("2.pdns"), format));
            Assert.Equal(export, Export(folder.At("4.pdns"), format));
        }
    }

    [Fact]
    public void Twice_is_once_and_order_is_nothing()
    {
        using var folder = new TempFolder();
        var (a, b) = (Captures[1], Captures[2]);
        IngestOneByOne(folder.At("ab"), [a, b]);
        IngestOneByOne(folder.At("ba"), [b, a]);
        IngestOneByOne(folder.At("a"), [a]);
        IngestOneByOne(folder.At("aa"), [a, a]);
        IngestOneByOne(folder.At("b"), [b]);
        InProcess.Do("merge", folder.At("a"), folder.At("b"), "-a", folder.At("a+b"));

        foreach (var format in Formats)
        {
            Assert.Equal(Export(folder.At("ab"), format), Export(folder.At("ba"), format));
            Assert.Equal(Export(folder.At("ab"), format), Export(folder.At("a+b"), format));
            Assert.Equal(Export(folder.At("a"), format), Export(folder.At("aa"), format));
            Assert.NotEqual(Export(folder.At("ab"), format), Export(folder.At("a"), format));
        }
    }

    private static int Side(string capture, int[] sides) => sides[Array.IndexOf(Captures, capture)];

    private static void Ingest(string archive, IEnumerable<string> captures, int threads)
    {
        if (captures.Any()) InProcess.Do(["ingest", .. captures, "-q", "--threads", $"{threads}", "-a", archive]);
    }

    private static void IngestOneByOne(string archive, IEnumerable<string> captures)
    {
        foreach (var capture in captures) InProcess.Do("ingest", capture, "-q", "-a", archive);
    }

    private static string Export(string archive, string format) => InProcess.Do("export", "--all", "--format", format, "-a", archive);
}
