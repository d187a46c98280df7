using System.Buffers.Binary;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Privacy;

/// <summary>Nothing of a client is ever written: not to the archive, its catalog and index, not to temporary files, not to the screen; nor left behind by a killed ingest.</summary>
public sealed class PrivacyTests : IDisposable
{
    private static readonly Lazy<byte[]> Capture = new(() => ClientTraffic.Capture(ClientIdentity.Canary));

    private readonly TempFolder _originals = new();
    private readonly WatchedFolder _watched = new();

    public void Dispose()
    {
        _watched.Dispose();
        _originals.Dispose();
    }

    [Fact]
    public void No_client_gets_into_any_file()
    {
        var capture = _originals.Write("clients.pcap", Capture.Value);
        Assert.Equal(0, _watched.Run("ingest", capture, "--checkpoint", "30000"));
        foreach (var command in new[] { "sources", "info", "verify", "compact" }) Assert.Equal(0, _watched.Run(command));
        Assert.Equal(0, _watched.Run("search", "host4711"));
        Assert.Equal(0, _watched.Run("export", "--all", "--format", "jsonl"));
        Assert.Equal(0, _watched.Run("evidence", "host4711.example"));

        Assert.Contains(_watched.Files, file => file.Contains("/names/", StringComparison.Ordinal));
        Assert.Empty(_watched.Clients());
    }

    public static TheoryData<string, string, int> Kills => new()
    {
        // when                                                    before the n-th of these calls
        { "its first checkpoint has no name yet",                  "rename", 2 },
        { "its second checkpoint is to take the first one's name", "rename", 3 },
        { "the manifest is to take its name",                      "rename", 4 },
        { "the checkpoint is to go",                               "unlink", 1 },
        { "the catalog is to take its name",                       "rename", 5 },
    };

    [Theory, MemberData(nameof(Kills))]
    public void No_client_is_left_by_an_ingest_that_is_killed_when(string when, string call, int number)
    {
        Assert.SkipWhen(ExternalProgram.Find("strace") is null, "strace is not installed");
        var capture = _originals.Write("clients.pcap", Capture.Value);

        Assert.True(_watched.Kill(call, number, "ingest", capture, "--no-index", "--checkpoint", "40000"), when);

        Assert.Contains(_watched.Files, file => Path.GetFileName(file) is "state" or "state.new" or "catalog.db.new");
        Assert.Empty(_watched.Clients());
    }

    /// <summary>Who asks makes no difference: with all addresses, ports and subnets of the client changed, the facts are the same to the last octet.</summary>
    [Fact]
    public void An_archive_does_not_depend_on_who_asked()
    {
        var blocks = new[] { ClientIdentity.Canary, ClientIdentity.SomebodyElse }.Select(client =>
        {
            using var folder = new TempFolder();
            InProcess.Do("ingest", folder.Write("clients.pcap", ClientTraffic.Capture(client)), "-q", "--no-index", "-a", folder.Archive);
            return new[] { "rrset", "rdata" }.Select(kind => Hex.Text(Blocks(File.ReadAllBytes(Directory.GetFiles(Path.Combine(folder.Archive, "runs"), $"*.{kind}").Single())))).ToList();
        }).ToList();

        Assert.All(blocks[0], octets => Assert.NotEmpty(octets));
        Assert.Equal(blocks[0], blocks[1]);
    }

    /// <summary>The blocks of a run with their filters: all of it but the source's SHA-256 and times (FORMAT.md section 3).</summary>
    private static ReadOnlySpan<byte> Blocks(byte[] run)
    {
        const int header = 16, footer = 88;
        return run.AsSpan(header, (int)BinaryPrimitives.ReadInt64LittleEndian(run.AsSpan(run.Length - footer)));
    }
}
