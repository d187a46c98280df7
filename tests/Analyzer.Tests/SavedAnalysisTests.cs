using PassiveDns.Analyzer.Packets;
using PassiveDns.Analyzer.Transactions;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;
using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests;

/// <summary>Whoever carries on a saved analysis comes to what the undisturbed one does, octet for octet.</summary>
public class SavedAnalysisTests
{
    private const int FewFrames = 40; // captures of so many are cut behind each
    private const int ManyCuts = 8, FewCuts = 3;

    private static readonly AnalysisOptions LittleMemory = new() { FragmentMemory = 4_000, StreamMemory = 6_000, AnyPort = true };

    private static readonly string[] NoCaptures = [".tsv", ".gz.truth.tsv", ".truth.tsv.gz", ".py", ".md"];

    public static TheoryData<string> Folders => ["captures", "damaged"];

    public static TheoryData<string> OutsideFolders => ["captures", "malformed/captures", "malformed/captures-fuzz"];

    [Theory, MemberData(nameof(Folders))]
    public void Captures_are_carried_on_from_any_frame(string folder) => AssertFolder(Path.Combine(TestFolders.TestData, folder), new AnalysisOptions());

    [Theory, MemberData(nameof(OutsideFolders))]
    public void Outside_captures_are_carried_on_from_any_frame(string folder)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        AssertFolder(Path.Combine(TestFolders.Shared, folder), new AnalysisOptions { AnyPort = folder != "captures" });
    }

    // Budgets that so few frames fill; of queries, the number is fixed.
    public static TheoryData<FloodKind, int> Floods =>
    [
        .. Enum.GetValues<FloodKind>().Except([FloodKind.Query]).Select(kind => (kind, 6_000)),
        (FloodKind.Query, 140_000),
    ];

    [Theory, MemberData(nameof(Floods))]
    public void Floods_that_fill_the_budgets_are_carried_on(FloodKind kind, int frames)
    {
        var options = new AnalysisOptions { StreamMemory = 256 << 10, FragmentMemory = 256 << 10 };
        var source = new CutMadeCapture(() => new FloodCapture(kind, frames, spread: 500));
        AssertCarriedOn(source, options, kind.ToString(), Cuts(frames, frames > 10_000 ? FewCuts : ManyCuts));
    }

    [Fact]
    public void A_capture_with_everything_in_hand_is_carried_on_from_every_frame()
    {
        var frames = Everything();
        AssertCarriedOn(new CutMadeCapture(() => new FrameList(frames)), LittleMemory, "everything", [.. Enumerable.Range(0, frames.Length + 1).Select(frame => (long)frame)]);
    }

    public static TheoryData<string, AnalysisOptions> OtherOptions => new()
    {
        { "another port", new AnalysisOptions { Ports = [53, 54] } },
        { "other ports, as many", new AnalysisOptions { Ports = [54] } },
        { "any port", new AnalysisOptions { AnyPort = true } },
        { "memory for fragments", new AnalysisOptions { FragmentMemory = 1 << 20 } },
        { "memory for streams", new AnalysisOptions { StreamMemory = 1 << 20 } },
    };

    [Theory, MemberData(nameof(OtherOptions))]
    public void Other_options_are_another_analysis(string why, AnalysisOptions options)
    {
        var saved = SavedState.Of(new CaptureAnalysis(new CollectingSink(), new AnalysisOptions()).Save);

        var refusal = Assert.Throws<UnusableStateException>(
            () => SavedState.Load(saved, state => CaptureAnalysis.Load(state, new CollectingSink(), options)));
        Assert.True(refusal.Message.EndsWith("it is of an ingest with other options", StringComparison.Ordinal), why);
    }

    [Fact]
    public void The_order_in_which_ports_were_named_is_no_other_option()
    {
        var saved = SavedState.Of(new CaptureAnalysis(new CollectingSink(), new AnalysisOptions { Ports = [53, 5_300] }).Save);

        SavedState.Load(saved, state => CaptureAnalysis.Load(state, new CollectingSink(), new AnalysisOptions { Ports = [5_300, 53, 53] }));
    }

    public static TheoryData<string, Action<StateWriter>, Action<StateReader>> Impossible => new()
    {
        { "a message begun that is whole", Octets([0, 2, 7, 7]), LoadAssembler },
        { "a message begun that is more than whole", Octets([0, 0, 7]), LoadAssembler },
        { "a list with room that none has", Numbers(3, 0), LoadPieces },
        { "more pieces than there is room for", Numbers(2, 3), LoadPieces },
        { "a piece before the first place", Pieces((-1, 5)), LoadPieces },
        { "a piece behind the last place", Pieces((96, 5)), LoadPieces },
        { "a piece without octets", Pieces((5, 0)), LoadPieces },
        { "pieces that overlap", Pieces((5, 5), (9, 5)), LoadPieces },
        { "pieces in the wrong order", Pieces((50, 5), (5, 5)), LoadPieces },
        { "more places than there is memory for", Numbers(PrimeCapacity), state => new Dictionary<int, int>().LoadCapacity(state, 60 * (PrimeCapacity - 1), 60) },
        { "places as no dictionary has them", Numbers(PrimeCapacity - 1), state => new Dictionary<int, int>().LoadCapacity(state, 1 << 20, 60) },
        { "a complete datagram that lacks octets", Datagram(isRefused: 0, isComplete: 1, hasLast: 0, 8), LoadFragments },
        { "a datagram that is whole and not complete", Datagram(isRefused: 0, isComplete: 0, hasLast: 1, 8), LoadFragments },
        { "a refused datagram that holds octets", Datagram(isRefused: 1, isComplete: 0, hasLast: 0, 8), LoadFragments },
        { "a datagram that takes more memory than there is", Datagram(isRefused: 0, isComplete: 0, hasLast: 0, 800), LoadFragments },
        { "the same datagram twice", Datagram(isRefused: 0, isComplete: 0, hasLast: 0, 8, times: 2), LoadFragments },
        { "the same connection twice", Connections(2), LoadStreams },
        { "a connection that takes more memory than there is", Connections(1), state => LoadStreams(state, 400) },
        { "a query twice in a list", Queries([1, 0], [1, 1], []), LoadQueries },
        { "a query in no list", Queries([1, 1], [1], []), LoadQueries },
        { "a query in the list of the answered that waits", Queries([1], [], [1]), LoadQueries },
        { "a query in the list of those that wait that was answered", Queries([0], [1], []), LoadQueries },
        { "no query of that number", Queries([1], [2], []), LoadQueries },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void What_cannot_be_is_refused(string why, Action<StateWriter> save, Action<StateReader> load)
    {
        var refusal = Assert.Throws<UnusableStateException>(() => LoadAll(save, load));
        Assert.True(refusal.Message.EndsWith("it holds what cannot be", StringComparison.Ordinal), $"{why}: {refusal.Message}");
    }

    public static TheoryData<string, Action<StateWriter>, Action<StateReader>> Possible => new()
    {
        { "no message begun", Octets([]), LoadAssembler },
        { "half a length", Octets([7]), LoadAssembler },
        { "a message that lacks an octet", Octets([0, 3, 7, 7]), LoadAssembler },
        { "room only", Numbers(16, 0), LoadPieces },
        { "pieces side by side from the first place to the last", Pieces((0, 50), (50, 50)), LoadPieces },
        { "places as a dictionary has them", Numbers(PrimeCapacity), state => new Dictionary<int, int>().LoadCapacity(state, 60 * PrimeCapacity, 60) },
        { "no places", Numbers(0), state => new Dictionary<int, int>().LoadCapacity(state, 0, 60) },
        { "a datagram that lacks octets", Datagram(isRefused: 0, isComplete: 0, hasLast: 0, 8), LoadFragments },
        { "a complete datagram", Datagram(isRefused: 0, isComplete: 1, hasLast: 1, 8), LoadFragments },
        { "a connection", Connections(1), LoadStreams },
        { "queries in both lists", Queries([1, 0, 2], [3, 1], [2]), LoadQueries },
    };

    [Theory, MemberData(nameof(Possible))]
    public void What_can_be_is_loaded(string what, Action<StateWriter> save, Action<StateReader> load)
    {
        Assert.NotEmpty(what);
        LoadAll(save, load);
    }

    private static void LoadAll(Action<StateWriter> save, Action<StateReader> load) => SavedState.Load(SavedState.Of(save), state =>
    {
        load(state);
        return state;
    });

    private const int PrimeCapacity = 197;

    private static void LoadAssembler(StateReader state) => new MessageAssembler(null!).Load(state);

    private static void LoadPieces(StateReader state) => new PieceList().Load(state, 0, 100);

    private static void LoadFragments(StateReader state) => new FragmentTable(memory: 600, new Accounting()).Load(state);

    private static void LoadStreams(StateReader state) => LoadStreams(state, 1_000);

    private static void LoadStreams(StateReader state, long memory) =>
        new TcpStreamTable(memory, new DnsPorts([53]), null!, new Accounting()).Load(state);

    private static void LoadQueries(StateReader state) => new QueryTable(new Accounting()).Load(state);

    private static Action<StateWriter> Octets(byte[] octets) => state => state.WriteOctets(octets);

    private static Action<StateWriter> Numbers(params long[] numbers) => state => Array.ForEach(numbers, state.WriteNumber);

    private static Action<StateWriter> Pieces(params (long Start, int Length)[] pieces) => state =>
    {
        Numbers(2, pieces.Length)(state);
        foreach (var (start, length) in pieces)
        {
            Numbers(start, 1)(state);
            state.WriteOctets(new byte[length]);
        }
    };

    /// <summary>A table of fragments with one datagram, of which there is one fragment.</summary>
    private static Action<StateWriter> Datagram(long isRefused, long isComplete, long hasLast, int length, int times = 1) => state =>
    {
        Numbers(0, 3)(state); // none spare, three places
        for (var i = 0; i < times; i++)
        {
            Numbers(1)(state);
            default(IpAddress).Save(state);
            default(IpAddress).Save(state);
            Numbers(1, 0, 0, 17, isRefused, isComplete)(state); // id, protocol, time, protocol
            Pieces((0, length))(state);
            Numbers(hasLast)(state);
        }

        Numbers(0)(state);
    };

    /// <summary>A table of streams with the same connection so many times: an empty stream in one direction, none in the other.</summary>
    private static Action<StateWriter> Connections(int times) => state =>
    {
        Numbers(0, 3)(state); // none spare, three places
        for (var i = 0; i < times; i++)
        {
            Numbers(1)(state);
            default(Flow).Save(state);
            Numbers(1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)(state); // mark; a stream: facts, sequence number, place, pieces, message; no stream
        }

        Numbers(0)(state);
    };

    /// <param name="outstanding">Of each query.</param>
    private static Action<StateWriter> Queries(long[] outstanding, long[] open, long[] answered) => state =>
    {
        state.WriteNumber(outstanding.Length);
        foreach (var times in outstanding)
        {
            default(Flow).Save(state);
            state.WriteNumber(0); // time
            state.WriteWord(0);
            Numbers(times, 0, 0, 7, 1)(state);
            state.WriteOctets([1, (byte)'a', 0]);
        }

        Numbers([open.Length, .. open, answered.Length, .. answered])(state);
    };

    [Fact]
    public void Every_prefix_of_a_state_is_refused()
    {
        var (saved, options) = EverythingInHand();
        for (var length = 0; length < saved.Length; length++)
            Assert.Throws<UnusableStateException>(() => Load(saved[..length], options));
        Load(saved, options);
    }

    [Fact]
    public void Changed_octets_are_refused()
    {
        var (saved, options) = EverythingInHand();
        var random = new Random(20_261_125);
        for (var i = 0; i < 3_000; i++)
        {
            var changed = (byte[])saved.Clone();
            changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            Assert.Throws<UnusableStateException>(() => Load(changed, options));
        }
    }

    [Fact]
    public void Forged_states_are_refused_or_carried_on_without_harm()
    {
        const long reasonable = 8 << 20; // what an empty analysis takes, and a list at its longest
        var (saved, options) = EverythingInHand();
        var frames = Everything();
        var random = new Random(20_261_126);
        var carriedOn = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var analysis = Load(SavedState.Forged(saved, random), options);
                using var rest = new FrameList(frames);
                analysis.Run(rest, TestContext.Current.CancellationToken);
                carriedOn++;
            }
            catch (UnusableStateException)
            {
                // as it should be
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, reasonable);
        }

        Assert.InRange(carriedOn, 1, 3_999);
    }

    /// <summary>The state behind all of <see cref="Everything"/>.</summary>
    private static (byte[] Saved, AnalysisOptions Options) EverythingInHand()
    {
        var analysis = new CaptureAnalysis(new CollectingSink(), LittleMemory);
        using var frames = new FrameList(Everything());
        while (frames.TryRead(out var frame)) analysis.Add(frame);
        return (SavedState.Of(analysis.Save), LittleMemory);
    }

    /// <summary>Frames that leave something in every table, and have pushed something out.</summary>
    private static byte[][] Everything()
    {
        byte[] query = DnsMessageBuilder.Query(7, "www.example.").ToArray(), other = DnsMessageBuilder.Query(8, "other.example.").ToArray();
        var response = DnsMessageBuilder.Response(7, "www.example.").Answer("www.example.", RRType.A, "c0000201").ToArray();
        byte[] asked = [.. FrameBuilder.Be((ushort)query.Length), .. query];
        byte[] begun = [0x40, 0, .. response];
        return
        [
            .. Enumerable.Range(1, 12).Select(i => Fragment((uint)i, 0, more: true, 200)), // too many
            .. Enumerable.Range(1, 12).Select(i => Segment((ushort)(1_000 + i), isQuery: true, 500, TcpFlags.Ack, begun)),
            Udp(query, isQuery: true),
            Udp(query, isQuery: true), // sent twice
            Udp(other, isQuery: true),
            Udp(response, isQuery: false),
            Udp(DnsMessageBuilder.Query(9, "never.example.").ToArray(), isQuery: true),
            Fragment(50, 0, more: true, 80),
            Fragment(50, 80, more: false, 80), // complete
            Fragment(51, 0, more: true, 80),
            Fragment(51, 40, more: true, 80), // overlap
            Fragment(52, 160, more: false, 8),
            Segment(2_000, isQuery: true, 100, TcpFlags.Syn, []),
            Segment(2_000, isQuery: false, 900, TcpFlags.Syn | TcpFlags.Ack, []),
            Segment(2_000, isQuery: true, 101, TcpFlags.Ack, asked),
            Segment(2_000, isQuery: false, 901, TcpFlags.Ack, begun.AsSpan(0, 30)), // a message begun
            Segment(2_000, isQuery: false, 951, TcpFlags.Ack, response), // behind a hole
            Segment(2_000, isQuery: false, 1_951, TcpFlags.Ack, [1]),
            Segment(2_001, isQuery: true, 500, TcpFlags.Ack, [0]), // where messages start is not known
            Segment(2_002, isQuery: true, 77, TcpFlags.Fin, []),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(40_000, 853, [1])), null, 0x8100), // encrypted, behind a tag
        ];

        byte[] Udp(byte[] message, bool isQuery) => FrameBuilder.Ethernet(isQuery
            ? FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, message))
            : FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(DnsPort, ClientPort, message)));

        byte[] Fragment(uint id, int offset, bool more, int length) =>
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, new byte[length], id: (ushort)id, offset, more));

        byte[] Segment(ushort port, bool isQuery, uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload) => FrameBuilder.Ethernet(isQuery
            ? FrameBuilder.IPv4(Client, Server, TcpProtocol, FrameBuilder.Tcp(port, DnsPort, sequence, 0, flags, payload))
            : FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(DnsPort, port, sequence, 0, flags, payload)));
    }

    private static CaptureAnalysis Load(byte[] saved, AnalysisOptions options) =>
        SavedState.Load(saved, state => CaptureAnalysis.Load(state, new CollectingSink(), options));

    private static void AssertFolder(string folder, AnalysisOptions options)
    {
        var cuts = 0;
        var paths = Directory.EnumerateFiles(folder).Where(path => !NoCaptures.Any(end => path.EndsWith(end, StringComparison.Ordinal)));
        foreach (var path in paths.Order(StringComparer.Ordinal)) cuts += AssertFile(path, options);
        Assert.True(cuts > 50, $"only {cuts} cuts in {folder}");
    }

    /// <returns>How often it was cut.</returns>
    private static int AssertFile(string path, AnalysisOptions options)
    {
        var file = File.ReadAllBytes(path);
        if (FramesIn(file) is not { } frames) return 0;
        long[] cuts = frames <= FewFrames ? [.. Enumerable.Range(0, (int)frames + 1)] : Cuts(frames, frames > 10_000 ? FewCuts : ManyCuts);
        AssertCarriedOn(new CutFile(file, path), options, path, cuts);
        return cuts.Length;
    }

    /// <summary>Frames in a capture; null when it is of a kind that is not read.</summary>
    private static long? FramesIn(byte[] file)
    {
        try
        {
            using var capture = CaptureFile.Open(new MemoryStream(file), "test");
            var frames = 0L;
            while (capture.TryRead(out _)) frames++;
            return frames;
        }
        catch (UnreadableFileException)
        {
            return null;
        }
    }

    /// <summary>Places among frames, always the same ones, ascending.</summary>
    private static long[] Cuts(long frames, int count)
    {
        var random = new Random((int)frames);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(frames + 1)).Order()];
    }

    /// <summary>
    /// Saves an analysis behind some frames; carries each saved one on to the end, and one from each place to the next. All must agree in what they
    /// observe, in all accounts, and in each octet of what they then hold.
    /// </summary>
    private static void AssertCarriedOn(CutSource source, AnalysisOptions options, string name, long[] cuts)
    {
        using var undisturbed = new CutAnalysis(source, options);
        undisturbed.RunTo(long.MaxValue);
        using var whole = new CutAnalysis(source, options);
        List<(byte[] State, int Observations)> saved = [];
        foreach (var cut in cuts)
        {
            whole.RunTo(cut);
            saved.Add((whole.Save(), whole.Observations.Count));
        }

        whole.RunTo(long.MaxValue);
        var held = whole.Save();
        var accounts = whole.Finish();
        Assert.Equal(undisturbed.Finish(), accounts);
        Assert.Equal(undisturbed.Observations, whole.Observations);

        for (var i = 0; i < cuts.Length; i++)
        {
            var (state, observations) = saved[i];
            using var resumed = whole.Resume(state);
            if (i + 1 < cuts.Length)
            {
                // As a chain of processes does it: what this one holds at the next place is what the next one began with.
                resumed.RunTo(cuts[i + 1]);
                Assert.True(saved[i + 1].State.AsSpan().SequenceEqual(resumed.Save()), $"{name}: the states at frame {cuts[i + 1]} differ after a cut at {cuts[i]}");
            }

            resumed.RunTo(long.MaxValue);
            Assert.True(held.AsSpan().SequenceEqual(resumed.Save()), $"{name}: the states at the end differ after a cut at {cuts[i]}");
            Assert.Equal(accounts, resumed.Finish());
            Assert.True(whole.Observations.Skip(observations).SequenceEqual(resumed.Observations), $"{name}: the observations differ after a cut at {cuts[i]}");
        }
    }
}
