using PassiveDns.Benchmarks.Stages;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tests.Support;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>The rows of the comparison: ours first, then those that decode, then those that store.</summary>
internal sealed class PeerTable
{
    private const int HeadPackets = 100_000;

    // Every text of every record is looked at and none holds this: all is decoded, nothing printed.
    private const string NoSuchText = "no-such-text";

    private static readonly string[] ResponseFields = ["dns.qry.name", "dns.resp.name", "dns.resp.type", "dns.a", "dns.aaaa", "dns.ns", "dns.cname"];

    private readonly string _program;
    private readonly string _head;
    private readonly StageInput _input;
    private readonly long _packets, _rrsets;

    /// <summary>Makes the archive that the others are given.</summary>
    /// <param name="program">The built <c>pdns</c>.</param>
    /// <param name="folder">For all that is made.</param>
    public PeerTable(string program, string capture, string folder)
    {
        (_program, _head) = (program, Path.Combine(folder, "peers-head.pcap"));
        _input = new StageInput(capture, Path.Combine(folder, "peers.pdns"));
        _packets = StageTable.All.First(stage => stage.Name == "read").Run(_input).Packets;
        CaptureHead.Write(capture, _head, HeadPackets);
        Ingest();
        using var archive = Archive.OpenRead(ArchivePath);
        _rrsets = ArchiveInfo.Read(archive).RRsets;
        Sqlite = ExternalProgram.Find("sqlite3") is { } sqlite ? new SqlitePeer(sqlite, folder) : null;
        Sqlite?.Export(archive);
    }

    public string ArchivePath => _input.Archive;

    /// <summary>Null where there is no libmtbl.</summary>
    public string? DnstablePath => Mtbl.IsInstalled ? PeerStages.TableOf(PeerStages.MtblWithForwardNames, ArchivePath) : null;

    /// <summary>Null where there is none.</summary>
    public SqlitePeer? Sqlite { get; }

    public IReadOnlyList<Peer> Rows =>
    [
        new("pdns ingest, without names index", Ingest) { Packets = _packets, RRsets = _rrsets, Octets = () => OctetsOf(ArchivePath, "rrsets", "rdata") },
        new("pdns names index", IndexNames) { RRsets = _rrsets, Octets = () => OctetsOf(ArchivePath, "names") },
        Decoder("dnscap -x: UDP, records to text", "dnscap", ["-r", _head, "-x", NoSuchText, "-g"]),
        Decoder("tshark -T fields: responses", "tshark",
            ["-r", _head, "-n", "-Y", "dns.flags.response == 1", "-T", "fields", .. ResponseFields.SelectMany(name => new[] { "-e", name })]),
        new("RRsets read from the pdns archive", () => StageProcess.Measure(PeerStages.Walk, _input)) { RRsets = _rrsets },
        new("the same to pdns: pdns merge", Merge) { RRsets = _rrsets, Octets = () => OctetsOf(MergedPath, "rrsets", "rdata") },
        Dnstable("the same to mtbl: RRset, rdata", PeerStages.Mtbl),
        Dnstable("and dnstable's forward names", PeerStages.MtblWithForwardNames),
        new("sqlite3: .import, 2 indexes", Sqlite is null ? null : Sqlite.Build)
        {
            RRsets = _rrsets,
            Octets = () => new FileInfo(Sqlite!.Database).Length,
            Package = "sqlite3",
        },
    ];

    private string MergedPath => ArchivePath + ".merged";

    private StageRun Ingest()
    {
        Remove(ArchivePath);
        return ForeignProgram.Measure(_program, "ingest", _input.Capture, "--quiet", "--no-index", "-a", ArchivePath);
    }

    private StageRun Merge()
    {
        Remove(MergedPath);
        return ForeignProgram.MeasureSilent(_program, "merge", ArchivePath, "--no-index", "-a", MergedPath);
    }

    private StageRun IndexNames() => StageProcess.Measure(StageTable.All.First(stage => stage.Name == "names"), _input);

    private static Peer Decoder(string name, string program, IReadOnlyList<string> arguments)
    {
        Func<StageRun>? run = ExternalProgram.Find(program) is { } path ? () => ForeignProgram.MeasureSilent(path, arguments) : null;
        return new Peer(name, run) { Packets = HeadPackets, Package = program };
    }

    private Peer Dnstable(string name, Stage stage)
    {
        Func<StageRun>? run = Mtbl.IsInstalled ? () => StageProcess.Measure(stage, _input) : null;
        return new Peer(name, run) { RRsets = _rrsets, Octets = () => new FileInfo(PeerStages.TableOf(stage, ArchivePath)).Length, Package = "libmtbl1" };
    }

    private static long OctetsOf(string path, params string[] components)
    {
        using var archive = Archive.OpenRead(path);
        return ArchiveInfo.Read(archive).Components.Where(part => components.Contains(part.Component)).Sum(part => part.Octets);
    }

    private static void Remove(string archive)
    {
        if (Directory.Exists(archive)) Directory.Delete(archive, recursive: true);
    }
}
