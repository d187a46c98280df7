using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;

namespace PassiveDns.Indexer.Tests;

/// <summary>A folder that is gone at the end of its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>One observation as plain data; <see cref="RRsetObservation"/> is a view.</summary>
internal sealed record Observed(
    string Owner, RRType Type, byte[][] RData, long Nanoseconds, long Frame, uint TtlMin, uint TtlMax, SightingStatus Status, Vantage Vantage)
{
    public IpAddress Server { get; init; }

    public bool IsForeign { get; init; }

    /// <summary>Null for an RRset.</summary>
    public NegativeAnswer? Negative { get; init; }

    public byte[] OwnerWire => DomainNameFormat.Parse(Owner)!;

    public byte[] RDataSet
    {
        get
        {
            if (Negative is { } negative)
            {
                var data = new byte[NegativeAnswer.Length];
                negative.Write(data);
                return data;
            }

            var set = new byte[RData.Sum(rdata => rdata.Length + 3)];
            var written = 0;
            foreach (var rdata in RData)
            {
                written += RRsetKey.WriteRDataLength(rdata.Length, set.AsSpan(written));
                rdata.CopyTo(set, written);
                written += rdata.Length;
            }

            return set[..written];
        }
    }

    public byte[] Key
    {
        get
        {
            var (owner, set) = (OwnerWire, RDataSet);
            var key = new byte[RRsetKey.MaxOwnerKeyLength + RRsetKey.TypeAndBailiwickLength + set.Length];
            var length = RRsetKey.WriteOwner(owner, key);
            RRsetKey.WriteTypeAndBailiwick(Type, Negative is null ? (byte)0 : (byte)0xFF, key.AsSpan(length));
            length += RRsetKey.TypeAndBailiwickLength;
            set.CopyTo(key, length);
            return key[..(length + set.Length)];
        }
    }

    public void AddTo(IRRsetSink sink) => sink.Add(new RRsetObservation
    {
        Owner = OwnerWire, Type = Type, RDataSet = RDataSet, TimeNanoseconds = Nanoseconds, FrameNumber = Frame,
        TtlMin = TtlMin, TtlMax = TtlMax, Status = Status, Vantage = Vantage, Server = Server, IsForeign = IsForeign, IsNegative = Negative is not null,
    });
}

/// <summary>A source and what was observed in it.</summary>
internal sealed record ObservedSource(SourceRecord Record, IReadOnlyList<Observed> Observations)
{
    public SourceVerdict AddTo(IngestSession session)
    {
        foreach (var observed in Observations) observed.AddTo(session);
        return session.EndSource(Record);
    }
}

/// <summary>Does not wait for the medium: no test cuts the power, and waiting is most of what a small archive takes.</summary>
internal class HastyFiles : DurableFiles
{
    public override void Sync(Stream file) => file.Flush();

    public override void SyncFolder(string folder)
    {
    }
}

internal static class Make
{
    /// <summary>Raw octets of a block: so few that most tests meet its edges.</summary>
    public const int SmallBlock = 256;

    /// <summary>A budget at which a table spills after its first observation.</summary>
    public const long TinyBudget = 1;

    public static IngestOptions Small(long memoryBudget = 64 * 1024 * 1024) => new() { MemoryBudget = memoryBudget, BlockLength = SmallBlock };

    public static SourceRecord Source(int number, bool isOneSided = false)
    {
        var accounting = new Accounting { FramesRead = 10 + number };
        accounting.Add(FrameOutcome.Response, 6);
        accounting.Add(FrameOutcome.Query, 4);
        accounting.Add(FrameOutcome.UnsupportedLinkType, number);
        accounting.AddUnsupportedLinkType(147, number);
        accounting.Add(MessageOutcome.Matched, 6);
        accounting.Add(AnalysisFact.Observations, 6);
        return new SourceRecord
        {
            Sha256 = Sha256(number),
            Path = $"captures/source {number}.pcap",
            Octets = 1_000 + number,
            Format = "pcapng, zstd",
            LinkTypes = [LinkType.Ethernet, LinkType.LinuxSll2],
            FirstPacketMilliseconds = 1_700_000_000_123,
            LastPacketMilliseconds = number % 2 == 0 ? null : 1_700_000_500_000,
            IsOneSided = isOneSided,
            Accounting = accounting,
            Damage = number % 3 == 0 ? [new FileDamage(4_711, "record header has 7 of 16 octets")] : [],
            ToolVersion = "0.1.0",
            Options = "--ports 53,5300",
            StartedMilliseconds = 1_790_000_000_000,
            FinishedMilliseconds = 1_790_000_000_900,
        };
    }

    public static string Sha256(int number) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)));

    public static Observed A(string owner, string address, long seconds = 1_700_000_000, SightingStatus status = SightingStatus.Matched) =>
        new(owner, RRType.A, [System.Net.IPAddress.Parse(address).GetAddressBytes()], seconds * 1_000_000_000, 1, 300, 300, status, Vantage.Authoritative);

    public static Observed NS(string owner, string server, long seconds = 1_700_000_000) =>
        new(owner, RRType.NS, [DomainNameFormat.Parse(server)!], seconds * 1_000_000_000, 2, 3_600, 86_400, SightingStatus.Matched, Vantage.Recursive);

    /// <param name="zoneLabels">Of the SOA's owner; null without one.</param>
    public static Observed Negative(
        string owner, RRType type, NegativeKind kind, int? zoneLabels = 1, long seconds = 1_700_000_000, SightingStatus status = SightingStatus.Matched) =>
        new(owner, type, [], seconds * 1_000_000_000, 3, 900, 900, status, Vantage.Recursive) { Negative = new NegativeAnswer(kind, zoneLabels) };

    /// <summary>An archive of these sources, each committed by itself.</summary>
    public static Archive Archive(string folder, params ObservedSource[] sources)
    {
        var archive = PassiveDns.Indexer.Archive.OpenOrCreate(folder, new HastyFiles());
        using var session = archive.BeginIngest(Small());
        foreach (var source in sources)
        {
            source.AddTo(session);
            session.Commit();
        }

        return archive;
    }
}
