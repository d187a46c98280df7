using System.Diagnostics;
using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Tap;
using Xunit;

namespace PassiveDns.Tui.Tests.Tap;

/// <summary>Commits, rotations and the end of a tap, with an interface and a clock in the test's hands.</summary>
public sealed class TapRunTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;
    private readonly ScriptedInterface _interface = new();
    private readonly HandClock _clock = new();
    private readonly CancellationTokenSource _interruption = new();
    private readonly StringWriter _messages = new() { NewLine = "\n" };
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private Task _run = Task.CompletedTask;
    private volatile TapRun? _tap;
    private long _passed;

    private string ArchiveFolder => Path.Combine(_folder, "case.pdns");

    public void Dispose()
    {
        _interruption.Cancel();
        Task.WaitAny([_run], Patience);
        _interruption.Dispose();
        _messages.Dispose();
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_commit_is_there_for_readers_while_the_tap_goes_on()
    {
        Start();
        Ask("www.example.");
        Answer("www.example.");
        WaitUntilRead();

        _clock.Advance(TapRequest.UsualCommit);
        WaitForSources(1);

        Assert.Contains("not closed", Sources()[0].Path, StringComparison.Ordinal);
        Assert.Equal(SightingStatus.Matched, Sighting("www.example.").Status);
    }

    [Fact]
    public void Nothing_is_committed_when_nothing_passed()
    {
        Start();
        _clock.Advance(TapRequest.UsualRotation);
        End();

        Assert.False(Directory.Exists(ArchiveFolder));
        Assert.Empty(Directory.GetFiles(_folder, "*.zst", SearchOption.AllDirectories));
    }

    [Fact]
    public void At_the_end_the_intervals_are_one_source_whose_account_adds_up()
    {
        Start(write: true);
        for (var i = 0; i < 3; i++)
        {
            Ask("www.example.");
            Answer("www.example.");
            WaitUntilRead();
            _clock.Advance(TapRequest.UsualCommit);
            WaitForSources(i + 1);
        }

        End();

        var source = Assert.Single(Sources());
        var file = Assert.Single(Directory.GetFiles(_folder, "*.pcapng.zst", SearchOption.AllDirectories));
        Assert.Equal((file, SourceStream.HashFile(file, CancellationToken.None)), (source.Path, source.Sha256));
        Assert.Equal((6, 3, 3), (source.Accounting.FramesRead, source.Accounting[FrameOutcome.Query], source.Accounting[FrameOutcome.Response]));
        var sighting = Sighting("www.example.");
        Assert.Equal((3, 2), (sighting.Window.Count, sighting.FirstFrame));
        Assert.Contains("6 frames = 3 responses + 3 queries", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_behind_a_rotation_answers_the_query_before_it()
    {
        var rotate = TimeSpan.FromSeconds(30); // a query is remembered for longer
        Start(rotate: rotate);
        Ask("www.example.");
        WaitUntilRead();
        _clock.Advance(rotate);
        WaitForSources(1);
        Answer("www.example.");
        End();

        var sources = Sources().OrderBy(source => source.FirstPacketMilliseconds).ToList();
        Assert.Equal([(1L, 1L, 0L), (1L, 0L, 1L)], sources.Select(source =>
            (source.Accounting.FramesRead, source.Accounting[FrameOutcome.Query], source.Accounting[MessageOutcome.Matched])));
        Assert.All(sources, source => Assert.DoesNotContain("not closed", source.Path, StringComparison.Ordinal));
        var sighting = Sighting("www.example.");
        Assert.Equal((SightingStatus.Matched, 1L), (sighting.Status, sighting.FirstFrame)); // numbered in its own rotation
    }

    [Fact]
    public void A_rotation_with_one_commit_needs_no_provisional_source()
    {
        Start();
        Ask("www.example.");
        Answer("www.example.");
        WaitUntilRead();
        _clock.Advance(TapRequest.UsualRotation);
        WaitForSources(1);
        using var archive = Archive.OpenRead(ArchiveFolder);

        Assert.Equal((1, 1), (archive.Generation, archive.RunCount));
    }

    [Fact]
    public void Drops_are_recorded_with_their_source_and_no_other()
    {
        Start();
        Ask("one.example.");
        WaitUntilRead();
        _interface.KernelDrops = 7;
        _interface.InterfaceDrops = 2;
        Thread.Sleep(600); // the tap asks twice a second
        _clock.Advance(TapRequest.UsualRotation);
        WaitForSources(1);
        Ask("two.example.");
        End();

        var sources = Sources().OrderBy(source => source.FirstPacketMilliseconds).ToList();
        Assert.Equal("9 frames dropped (7 by the kernel, 2 by the interface, 0 by pdns)", Assert.Single(sources[0].Damage).Reason);
        Assert.Empty(sources[1].Damage);
    }

    [Fact]
    public void A_full_table_is_committed_before_its_time()
    {
        Start(memoryBudget: 1);
        Ask("www.example.");
        Answer("www.example.");
        WaitUntilRead();
        _clock.Advance(TimeSpan.FromSeconds(1));

        WaitForSources(1);
    }

    [Fact]
    public void An_archive_that_somebody_holds_is_waited_for()
    {
        using (Archive.OpenOrCreate(ArchiveFolder))
        {
            Start();
            Ask("www.example.");
            Answer("www.example.");
            WaitUntilRead();
            _clock.Advance(TapRequest.UsualCommit);
            WaitFor(() => _messages.ToString().Contains("the commit waits, and the tap goes on: ", StringComparison.Ordinal));
            Ask("two.example.");
            Answer("two.example.");
        }

        End();
        Assert.Equal(4, Assert.Single(Sources()).Accounting.FramesRead);
        Assert.Equal(1, Sighting("www.example.").Window.Count);
        Assert.Equal(1, Sighting("two.example.").Window.Count);
    }

    [Fact]
    public void An_interface_that_fails_for_good_ends_the_tap_and_all_is_committed()
    {
        Start();
        Ask("www.example.");
        Answer("www.example.");
        _interface.Fail(new TapException("eth7 is burnt"));

        Assert.Equal("eth7 is burnt", Assert.ThrowsAny<TapException>(() => _run.WaitAsync(Patience, TestContext.Current.CancellationToken).GetAwaiter().GetResult()).Message);
        Assert.Equal(2, Assert.Single(Sources()).Accounting.FramesRead);
    }

    [Fact]
    public void No_address_of_a_client_reaches_archive_or_messages()
    {
        Start();
        Ask("www.example.");
        Answer("www.example.");
        End();

        byte[] client = [192, 0, 2, 1];
        foreach (var file in Directory.GetFiles(ArchiveFolder, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(client) < 0, file);
        Assert.DoesNotContain("192.0.2.1", _messages + _output.ToString(), StringComparison.Ordinal);
    }

    private void Start(bool write = false, long memoryBudget = 96 << 20, TimeSpan? rotate = null)
    {
        var request = new TapRequest
        {
            ArchiveFolder = ArchiveFolder,
            Interfaces = ["eth7"],
            MemoryBudget = memoryBudget,
            RotateEvery = rotate ?? TapRequest.UsualRotation,
            WriteFolder = write ? _folder : null,
        };
        var context = new CommandContext
        {
            Output = Stream.Null, Messages = new Messages(_messages), OpenInput = () => Stream.Null, Clock = _clock, Interruption = _interruption.Token,
        };
        _run = Task.Factory.StartNew(
            () =>
            {
                using var tap = new LiveTap([_interface], clock: _clock);
                var report = new IngestReport(_output, context.Messages, quiet: false);
                using var run = new TapRun(request, tap, [new PcapngInterfaceDescription { LinkType = LinkType.Ethernet }], context, report, _output);
                _tap = run;
                run.Run();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void End()
    {
        WaitUntilRead();
        _interruption.Cancel();
        _run.WaitAsync(Patience, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    private void Ask(string name) =>
        Pass(FrameBuilder.IPv4("192.0.2.1", "198.51.100.53", 17, FrameBuilder.Udp(40_000, 53, DnsMessageBuilder.Query(7, name).ToArray())));

    private void Answer(string name) =>
        Pass(FrameBuilder.IPv4("198.51.100.53", "192.0.2.1", 17, FrameBuilder.Udp(
            53, 40_000, DnsMessageBuilder.Response(7, name).Answer(name, RRType.A, "cb007109").ToArray())));

    private void Pass(byte[] packet)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        _passed++;
        _interface.Pass((_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick, FrameBuilder.Ethernet(packet));
    }

    /// <summary>Until the tap has what passed: what is due later comes after it.</summary>
    private void WaitUntilRead() => WaitFor(() => _tap?.Frames == _passed);

    private List<SourceRecord> Sources()
    {
        if (!File.Exists(Path.Combine(ArchiveFolder, "MANIFEST.json"))) return [];
        using var archive = Archive.OpenRead(ArchiveFolder);
        return [.. archive.Sources];
    }

    private Sighting Sighting(string name)
    {
        using var archive = Archive.OpenRead(ArchiveFolder);
        var query = new RRsetQuery { Side = LookupSide.Owner, Name = DomainNameFormat.Parse(name)!, Statuses = StatusFilter.All };
        return Assert.Single(Assert.Single(archive.Find(query)).Sightings.ToArray());
    }

    private static void WaitFor(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition() && patience.Elapsed < Patience) Thread.Sleep(10);
        Assert.True(condition());
    }

    /// <summary>Time goes on meanwhile, at twice its pace: a commit that is due waits for the one before it, and is looked for again a moment later.</summary>
    private void WaitForSources(int count) => WaitFor(() =>
    {
        if (Sources().Count == count) return true;
        Thread.Sleep(90);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        return false;
    });

    /// <summary>A clock that the test puts forward.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _ticks = new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero).Ticks;

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
