using System.Text.RegularExpressions;
using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Names;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Names;

public sealed class NameIndexTests : IDisposable
{
    private const long Never = long.MaxValue;
    private const long Always = 0;

    // Few letters, so that names and patterns meet; octets that are escaped, and some above 127.
    private static readonly Gen<byte> Octet = Gen.Frequency(
        (12, Gen.Int['a', 'c'].Select(i => (byte)i)),
        (1, Gen.Const((byte)'-')),
        (1, Gen.Const((byte)'.')),
        (1, Gen.Const((byte)0)),
        (1, Gen.Const((byte)0xE9)));

    private static readonly Gen<byte[]> Label = Octet.Array[1, 6];

    private static readonly Gen<byte[]> Name =
        Label.Array[0, 4].Select(labels => labels.SelectMany(label => label.Prepend((byte)label.Length)).Append((byte)0).ToArray());

    private static readonly Gen<byte[]> PlainName = Gen.OneOf(Gen.Byte[97, 99], Gen.Const((byte)'-')).Array[1, 6].Array[0, 4].Select(
        labels => labels.SelectMany(label => label.Prepend((byte)label.Length)).Append((byte)0).ToArray());

    private static readonly Gen<string> LabelText = Label.Select(label => DomainNameFormat.ToText([(byte)label.Length, .. label, 0])[..^1]);

    private static readonly Gen<string> GlobPiece = Gen.OneOf(Gen.OneOf("*", "?", "[ab]", "[!c]", "."), Gen.String[Gen.Char['a', 'c'], 1, 4]);

    private static readonly Gen<string> RegexPiece = Gen.OneOf(
        Gen.OneOf(".", "a+", "b*", "c?", "(ab|c)", "[a-b]", "^", "$", @"\.", @"\b", "a{2}", "(?:bc)?", "|", "b{0,1}", "[ab]{2}", "[^b]+", "[b-]", @"\w", @"[^\W-]{2,}", @"\S"),
        Gen.String[Gen.Char['a', 'c'], 1, 4]);

    private static readonly Gen<NameQuery> Query = Gen.OneOf(
        LabelText.Array[1, 2].Select(labels => new NameQuery { Pattern = string.Join('.', labels), Kind = NamePatternKind.Substring }),
        Gen.String[Gen.Char['a', 'c'], 1, 5].Select(text => new NameQuery { Pattern = text + ".", Kind = NamePatternKind.Substring }),
        GlobPiece.Array[1, 6].Select(pieces => new NameQuery { Pattern = string.Concat(pieces), Kind = NamePatternKind.Glob }),
        RegexPiece.Array[1, 5].Where(pieces => IsExpression(string.Concat(pieces)))
            .Select(pieces => new NameQuery { Pattern = string.Concat(pieces), Kind = NamePatternKind.Regex }),
        Gen.Select(LabelText.Array[1, 2], Gen.Int[1, 2])
            .Select((labels, distance) => new NameQuery { Pattern = string.Join('.', labels), Kind = NamePatternKind.Fuzzy, Distance = distance }));

    private readonly TemporaryFolder _folder = new();

    private ArchiveLayout Layout => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Index_and_scan_give_the_same_answers() =>
        Gen.Select(Gen.OneOf(Name.Array[1, 3 * NameBlock.Capacity], PlainName.Array[1, 3 * NameBlock.Capacity]), Query.Array[1, 12]).Sample(
            (names, queries) =>
            {
                using var folder = new TemporaryFolder();
                var layout = new ArchiveLayout(folder.Path);
                var run = NameLists.Run("000001", names);
                NameIndex.CatchUp(layout, [run], Always, null, CancellationToken.None);
                foreach (var query in queries)
                {
                    var indexed = Search(layout, [run], query, Always);
                    var scanned = Search(layout, [run], query, Never);
                    Assert.Equal(NameLists.TextsOf(scanned), NameLists.TextsOf(indexed));
                    var matcher = NameMatcher.Create(query);
                    Assert.Equal(
                        names.Where(name => matcher.Matches(name)).Select(name => DomainNameFormat.ToText(name)).Distinct().Order(StringComparer.Ordinal),
                        NameLists.TextsOf(indexed).Order(StringComparer.Ordinal));
                }
            },
            iter: 60, threads: 1);

    [Fact]
    public void A_matching_name_has_the_trigrams_that_the_index_asks_for() =>
        Gen.Select(Name, Query).Sample(
            (name, query) =>
            {
                var matcher = NameMatcher.Create(query);
                if (matcher.Matches(name)) AssertHasTrigrams(name, matcher);
            },
            iter: 20_000, threads: 1);

    [Fact]
    public void The_key_of_a_matching_name_has_the_part_that_blocks_are_searched_for() =>
        Gen.Select(PlainName, Query).Sample(
            (name, query) =>
            {
                var matcher = NameMatcher.Create(query);
                if (matcher.Matches(name) && KeyPart.Of(matcher) is { } part) Assert.NotEqual(-1, part.IndexIn([0, .. NameLists.KeyOf(name)]));
            },
            iter: 20_000, threads: 1);

    [Fact]
    public void A_plain_key_gives_the_text_and_the_answers_of_its_name() =>
        Gen.Select(PlainName, Query).Sample(
            (name, query) =>
            {
                var matcher = NameMatcher.Create(query);
                var key = NameLists.KeyOf(name);
                var text = new byte[DomainNameFormat.MaxTextLength];

                Assert.True(PlainKey.AreAll(key));
                Assert.Equal(DomainNameFormat.ToText(name), System.Text.Encoding.ASCII.GetString(text, 0, PlainKey.WriteText(key, text)));
                Assert.Equal(matcher.Matches(name), matcher.MatchesKey(key, isPlain: true));
                Assert.Equal(matcher.Matches(name), matcher.MatchesKey(key, isPlain: false));
            },
            iter: 20_000, threads: 1);

    [Fact]
    public void A_key_with_an_octet_that_is_escaped_is_not_plain() =>
        Name.Sample(name => Assert.Equal(!DomainNameFormat.ToText(name).Contains('\\', StringComparison.Ordinal), PlainKey.AreAll(NameLists.KeyOf(name))));

    [Fact]
    public void An_expression_matches_the_text_with_its_final_dot_or_without() =>
        Gen.Select(Gen.OneOf(Name, PlainName), Query.Where(query => query.Kind == NamePatternKind.Regex)).Sample(
            (name, query) =>
            {
                var text = DomainNameFormat.ToText(name);
                const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

                var expected = Regex.IsMatch(text, query.Pattern, options) || Regex.IsMatch(text[..^1], query.Pattern, options);

                Assert.Equal(expected, NameMatcher.Create(query).Matches(name));
            },
            iter: 20_000, threads: 1);

    // Long enough that some trigrams survive the edits.
    private static readonly Gen<byte[]> LongLabel = Gen.Byte[97, 101].Array[5, 14];

    private static readonly Gen<(int Kind, double Place, byte Octet)> Edit = Gen.Select(Gen.Int[0, 3], Gen.Double[0, 0.999], Octet);

    [Fact]
    public void A_similar_name_has_the_trigrams_that_the_index_asks_for() =>
        Gen.Select(LongLabel.Array[1, 3], Edit.Array[1, 2]).Sample(
            (labels, edits) =>
            {
                var query = new NameQuery { Pattern = NameOf(labels), Kind = NamePatternKind.Fuzzy, Distance = edits.Length };
                var matcher = NameMatcher.Create(query);
                byte[][] edited = [.. labels];
                foreach (var edit in edits) Apply(edit, edited);
                var name = DomainNameFormat.Parse("www." + NameOf(edited) + "example")!;
                if (matcher.Matches(name)) AssertHasTrigrams(name, matcher);
                else Assert.Equal(2, edits.Length); // one edit within another, each place being edited once
            },
            iter: 20_000, threads: 1);

    [Fact]
    public void Many_blocks_and_several_runs_give_each_name_once_in_key_order()
    {
        string[] words = ["mail", "www", "ns1", "paypal", "paypa1", "login", "cdn"];
        var names = Enumerable.Range(0, 3_000).Select(i => DomainNameFormat.Parse($"{words[i % 7]}{i % 11}.{words[i % 5]}.d{i % 97}.example")!).ToList();
        NamedRun[] runs =
        [
            NameLists.Run("000001", names.Where((_, i) => i % 2 == 0)),
            NameLists.Run("000002", names.Where((_, i) => i % 3 == 0), 'b', NameSides.RData),
        ];
        Assert.Equal(2, NameIndex.CatchUp(Layout, runs, Always, null, CancellationToken.None).Built);

        var search = Search(Layout, runs, new NameQuery { Pattern = "paypal.d9" }, Always);
        var found = search.ToList();

        var expected = names.Where((_, i) => i % 2 == 0 || i % 3 == 0).Where(name => DomainNameFormat.ToText(name).Contains("paypal.d9", StringComparison.Ordinal))
            .Select(NameLists.KeyOf).DistinctBy(Convert.ToHexString).ToList();
        expected.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found.Select(match => NameLists.KeyOf(match.Name.ToArray())));
        Assert.Contains(found, match => match is { AsOwner: true, AsRData: false });
        Assert.Contains(found, match => match is { AsOwner: false, AsRData: true });
        Assert.Contains(found, match => match is { AsOwner: true, AsRData: true });
        Assert.Equal((2, 0), (search.Report.RunsByIndex, search.Report.RunsScanned));
        Assert.InRange(search.Report.NamesLookedAt, found.Count, runs.Sum(run => run.RRsets) - 1);
    }

    [Fact]
    public void Segments_follow_one_another_in_key_order()
    {
        var run = NameLists.Run("000001", Names(20 * NameBlock.Capacity));
        var folder = Layout.NamesOf(run.Name);
        Directory.CreateDirectory(folder);
        using (var names = run.OpenNames())
            NameIndexWriter.Write(folder, run.Sha256, names, progress: null, CancellationToken.None, bufferMebibytes: 0.1);
        CheckedDirectory.Seal(folder);
        Assert.True(Directory.GetFiles(folder, "*.cfs").Length > 2);

        var indexed = Search(Layout, [run], new NameQuery { Pattern = "exa" }, Always);

        Assert.Equal(NameLists.TextsOf(Search(Layout, [run], new NameQuery { Pattern = "exa" }, Never)), NameLists.TextsOf(indexed));
        Assert.Equal(1, indexed.Report.RunsByIndex);
    }

    [Fact]
    public void A_search_may_be_limited_and_repeated()
    {
        var run = NameLists.Run("000001", "a.example", "b.example", "c.example");
        var search = Search(Layout, [run], new NameQuery { Pattern = "example", Limit = 2 }, Always);

        Assert.Equal(["a.example.", "b.example."], NameLists.TextsOf(search));
        Assert.Equal(["a.example.", "b.example."], NameLists.TextsOf(search));
        Assert.Equal(2, search.Report.NamesLookedAt);
    }

    [Fact]
    public void A_search_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var search = new NameSearch(Layout, () => new NamedRuns([NameLists.Run("000001", "a.example")]), new NameQuery { Pattern = "example" }, Always, cancellation.Token);

        Assert.Throws<OperationCanceledException>(() => search.Count());
    }

    public static TheoryData<string, string, string> Unusable => new()
    {
        // why                                     what is done to it     the reason given
        { "the folder names/ was deleted",         "delete",              "no index" },
        { "an empty folder bears the run's name",  "empty",               "index unfinished" },
        { "the commit file is gone",               "no commit",           "index unfinished" },
        { "it is another run's",                   "foreign",             "index of another run" },
        { "the commit file is cut",                "cut commit",          "index damaged" },
        { "a segment is cut",                      "cut segment",         "index damaged" },
        { "a segment is gone",                     "no segment",          "index damaged" },
        { "all files are noise",                   "noise",               "index" },
    };

    [Theory, MemberData(nameof(Unusable))]
    public void What_the_index_cannot_answer_is_scanned_and_said(string why, string deed, string reason)
    {
        var run = NameLists.Run("000001", Enumerable.Range(0, 500).Select(i => DomainNameFormat.Parse($"n{i}.example")!));
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);
        Spoil(deed);

        var search = Search(Layout, [run], new NameQuery { Pattern = "n49" }, Always);

        Assert.True(11 == search.Count(), why);
        var report = Assert.Single(search.Report.Runs);
        Assert.True(report.WhyScanned?.StartsWith(reason, StringComparison.Ordinal), $"{why}: {report.WhyScanned}");
        Assert.Equal((true, 500), (report.LacksIndex, report.NamesLookedAt));

        Assert.Equal(1, NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None).Built);
        Assert.Equal(11, search.Count());
        Assert.Equal(1, search.Report.RunsByIndex);
    }

    [Fact]
    public void No_changed_octet_makes_a_search_fail()
    {
        var run = NameLists.Run("000001", Enumerable.Range(0, 200).Select(i => DomainNameFormat.Parse($"n{i}.example")!));
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);
        foreach (var file in Directory.GetFiles(Layout.NamesOf(run.Name)))
        {
            var octets = File.ReadAllBytes(file);
            for (var at = 0; at < octets.Length; at += 7)
            {
                octets[at] ^= 0x55;
                File.WriteAllBytes(file, octets);
                _ = Search(Layout, [run], new NameQuery { Pattern = "n19" }, Always).Count();
                octets[at] ^= 0x55;
            }

            File.WriteAllBytes(file, octets);
        }

        Assert.Equal(11, Search(Layout, [run], new NameQuery { Pattern = "n19" }, Always).Count());
    }

    [Fact]
    public void Damage_met_on_the_way_is_scanned_around_without_repeating_a_name()
    {
        var names = Enumerable.Range(100, 400).Select(i => DomainNameFormat.Parse($"n{i}.example")!).ToList();
        var run = NameLists.Run("000001", names);
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);
        SpoilSecondBlock();

        var search = Search(Layout, [run], new NameQuery { Pattern = "example" }, Always);

        Assert.Equal(names.Select(name => DomainNameFormat.ToText(name)), NameLists.TextsOf(search));
        Assert.Equal("index damaged (InvalidDataException)", Assert.Single(search.Report.Runs).WhyScanned);
    }

    [Fact]
    public void Verification_reads_what_a_search_does_not()
    {
        var run = NameLists.Run("000001", Enumerable.Range(100, 400).Select(i => DomainNameFormat.Parse($"n{i}.example")!));
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);
        Assert.Null(NameIndex.FindDamage(Layout, run));
        SpoilSecondBlock();

        Assert.StartsWith("index damaged", NameIndex.FindDamage(Layout, run), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_runs_are_scanned_and_get_no_index()
    {
        var small = NameLists.Run("000001", "a.example", "b.example");
        var large = NameLists.Run("000002", "a.example", "b.example", "c.example");

        Assert.Equal(1, NameIndex.CatchUp(Layout, [small, large], 3, null, CancellationToken.None).Built);

        var search = Search(Layout, [small, large], new NameQuery { Pattern = "example" }, 3);
        Assert.Equal(["a.example.", "b.example.", "c.example."], NameLists.TextsOf(search));
        Assert.Equal(["run too small for an index", null], search.Report.Runs.Select(r => r.WhyScanned));
        Assert.DoesNotContain(search.Report.Runs, r => r.LacksIndex);
        Assert.Equal([Layout.NamesOf("000002")], Directory.GetDirectories(Layout.Names));
    }

    [Fact]
    public void A_pattern_without_three_known_characters_is_compared_with_all_names_of_the_index()
    {
        var run = NameLists.Run("000001", Names(2 * NameBlock.Capacity).Append(DomainNameFormat.Parse("b.test")!));
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);

        var search = Search(Layout, [run], new NameQuery { Pattern = "t." }, Always);

        Assert.Equal(["b.test."], NameLists.TextsOf(search));
        var report = Assert.Single(search.Report.Runs);
        Assert.Equal((null, run.RRsets), (report.WhyScanned, report.NamesLookedAt));
    }

    [Theory]
    [InlineData("n49", NamePatternKind.Substring)]
    [InlineData("xn49*.test", NamePatternKind.Glob)]
    [InlineData("^xn49", NamePatternKind.Regex)]
    [InlineData("xn490x.test", NamePatternKind.Fuzzy)]
    public void Only_blocks_that_may_match_are_read(string pattern, NamePatternKind kind)
    {
        var run = NameLists.Run("000001", Names(9 * NameBlock.Capacity).Append(DomainNameFormat.Parse("xn490.test")!));
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);

        var search = Search(Layout, [run], new NameQuery { Pattern = pattern, Kind = kind }, Always);

        Assert.Contains("xn490.test.", NameLists.TextsOf(search));
        Assert.InRange(search.Report.NamesLookedAt, 1, run.RRsets / 2);
    }

    [Fact]
    public void Catching_up_removes_what_belongs_to_no_live_run_and_builds_nothing_twice()
    {
        var (gone, live) = (NameLists.Run("000001", "a.example"), NameLists.Run("000002", "b.example"));
        NameIndex.CatchUp(Layout, [gone, live], Always, null, CancellationToken.None);

        NameIndex.Sweep(Layout, ["000002"]);
        Assert.Equal(0, NameIndex.CatchUp(Layout, [live], Always, null, CancellationToken.None).Built);

        Assert.Equal([Layout.NamesOf("000002")], Directory.GetDirectories(Layout.Names));
    }

    [Fact]
    public void A_build_that_was_killed_leaves_no_trace()
    {
        var run = NameLists.Run("000001", "a.example");
        var leftover = Layout.NamesOf("000001") + ".new";
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, "_0.cfs"), "half a segment");
        File.WriteAllText(Path.Combine(leftover, "segments_1"), "half a commit");

        Assert.Equal("no index", SearchOne(run).WhyScanned);
        Assert.Equal(1, NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None).Built);

        Assert.Null(SearchOne(run).WhyScanned);
        Assert.Equal([Layout.NamesOf("000001")], Directory.GetDirectories(Layout.Names));
        Assert.Equal(
            ["_0.cfe", "_0.cfs", "_0.si", "crc._0.cfe", "crc._0.cfs", "crc._0.si", "crc.segments.gen", "crc.segments_1", "segments.gen", "segments_1"],
            FilesOf(run));
    }

    [Fact]
    public void A_build_that_is_interrupted_keeps_the_indexes_before_it_and_leaves_nothing_of_its_own()
    {
        var first = NameLists.Run("000001", Names(5_000));
        var second = NameLists.Run("000002", Names(5_000), 'b');
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => NameIndex.CatchUp(
            Layout,
            [first, second],
            Always,
            progress =>
            {
                if (progress.RunsDone == 1) cancellation.Cancel();
            },
            cancellation.Token));

        Assert.Null(SearchOne(first).WhyScanned);
        Assert.Equal("no index", SearchOne(second).WhyScanned);
        Assert.Equal([Layout.NamesOf("000001")], Directory.GetDirectories(Layout.Names));
        Assert.Equal(1, NameIndex.CatchUp(Layout, [first, second], Always, null, CancellationToken.None).Built);
        Assert.Null(SearchOne(second).WhyScanned);
    }

    private IEnumerable<string?> FilesOf(NamedRun run) =>
        Directory.GetFiles(Layout.NamesOf(run.Name)).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    [Fact]
    public void A_key_that_is_no_name_is_passed_over()
    {
        byte[][] keys = [[], [1, 7, 0, 0], [.. "a\0"u8], NameLists.KeyOf(DomainNameFormat.Parse("a.example")!), [.. Enumerable.Repeat((byte)'a', 2_000), 0, 0]];
        var run = new NamedRun("000001", NameLists.Sha256Of('a'), keys.Length, () => new NamesOfSide(new ListedKeys(keys), NameSides.Owner));

        Assert.Equal(["a.example."], NameLists.TextsOf(Search(Layout, [run], new NameQuery { Pattern = "exa" }, Never)));
        NameIndex.CatchUp(Layout, [run], Always, null, CancellationToken.None);
        Assert.Equal(["a.example."], NameLists.TextsOf(Search(Layout, [run], new NameQuery { Pattern = "exa" }, Always)));
    }

    private static IEnumerable<byte[]> Names(int count) => Enumerable.Range(0, count).Select(i => DomainNameFormat.Parse($"n{i}.example")!);

    private static bool IsExpression(string pattern)
    {
        try
        {
            NameMatcher.Create(new NameQuery { Pattern = pattern, Kind = NamePatternKind.Regex });
            return true;
        }
        catch (NamePatternException)
        {
            return false; // such as two quantifiers in a row
        }
    }

    private static NameSearch Search(ArchiveLayout layout, IReadOnlyList<NamedRun> runs, NameQuery query, long threshold) =>
        new(layout, () => new NamedRuns(runs), query, threshold, CancellationToken.None);

    private static void AssertHasTrigrams(byte[] name, NameMatcher matcher)
    {
        var text = DomainNameFormat.ToText(name);
        var wanted = TrigramTerms.Of(matcher.Pieces).Select(System.Text.Encoding.ASCII.GetString).ToList();
        Assert.InRange(wanted.Count(trigram => !text.Contains(trigram, StringComparison.Ordinal)), 0, matcher.TrigramsLost);
    }

    private static string NameOf(byte[][] labels) =>
        DomainNameFormat.ToText([.. labels.SelectMany(label => label.Prepend((byte)label.Length)), 0]);

    /// <summary>Replaces, inserts, deletes or swaps in one of the labels.</summary>
    private static void Apply((int Kind, double Place, byte Octet) edit, byte[][] labels)
    {
        ref var label = ref labels[(int)(edit.Place * labels.Length)];
        var at = (int)(edit.Place * labels.Length % 1 * (label.Length - 1));
        label = edit.Kind switch
        {
            0 => [.. label[..at], edit.Octet, .. label[(at + 1)..]],
            1 => [.. label[..at], edit.Octet, .. label[at..]],
            2 => [.. label[..at], .. label[(at + 1)..]],
            _ => [.. label[..at], label[at + 1], label[at], .. label[(at + 2)..]],
        };
    }

    private RunSearch SearchOne(NamedRun run)
    {
        var search = Search(Layout, [run], new NameQuery { Pattern = "example" }, Always);
        Assert.Equal(run.RRsets, search.Count());
        return Assert.Single(search.Report.Runs);
    }

    private void Spoil(string deed)
    {
        var index = Layout.NamesOf("000001");
        var commit = Path.Combine(index, "segments_1");
        var segment = Path.Combine(index, "_0.cfs");
        switch (deed)
        {
            case "delete": Directory.Delete(Layout.Names, recursive: true); break;
            case "empty": Array.ForEach(Directory.GetFiles(index), File.Delete); break;
            case "no commit": File.Delete(commit); File.Delete(Path.Combine(index, "segments.gen")); break;
            case "foreign":
                NameIndex.CatchUp(Layout, [NameLists.Run("000001", Names(500), 'f')], Always, null, CancellationToken.None); break;
            case "cut commit": File.WriteAllBytes(commit, File.ReadAllBytes(commit)[..^20]); break;
            case "cut segment": File.WriteAllBytes(segment, File.ReadAllBytes(segment)[..^200]); break;
            case "no segment": File.Delete(segment); break;
            case "noise": Array.ForEach(Directory.GetFiles(index), file => File.WriteAllText(file, new string('z', 2_000))); break;
            default: throw new ArgumentOutOfRangeException(nameof(deed), deed, "No such deed.");
        }
    }

    /// <summary>Changes an octet of a block of names that is not the first.</summary>
    private void SpoilSecondBlock()
    {
        ReadOnlySpan<byte> zstandardMagic = [0x28, 0xB5, 0x2F, 0xFD];
        var segment = Path.Combine(Layout.NamesOf("000001"), "_0.cfs");
        var octets = File.ReadAllBytes(segment);
        var block = octets.AsSpan().LastIndexOf(zstandardMagic);
        Assert.NotEqual(octets.AsSpan().IndexOf(zstandardMagic), block);
        octets[block + 20] ^= 0x10;
        File.WriteAllBytes(segment, octets);
    }

    private sealed class ListedKeys(byte[][] keys) : IKeyCursor
    {
        private int _at = -1;

        public ReadOnlySpan<byte> Key => keys[_at];

        public bool MoveNext() => ++_at < keys.Length;

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
