using PassiveDns.EndToEnd.Tests.Privacy;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>Who asked in the laboratory is in its captures, and in nothing that the program makes of them.</summary>
[Collection(nameof(DnsLaboratory))]
public sealed class LaboratoryPrivacyTests : IDisposable
{
    private const int PcapHeader = 24;

    private readonly DnsLaboratory _laboratory;
    private readonly WatchedFolder _watched = new();

    public LaboratoryPrivacyTests(DnsLaboratory laboratory)
    {
        Assert.SkipWhen(DnsLaboratory.Missing is not null, DnsLaboratory.Missing ?? "");
        _laboratory = laboratory;
    }

    public void Dispose() => _watched.Dispose();

    [Fact]
    public void The_capture_shows_who_asked()
    {
        var found = Canaries.FindIn([_laboratory.ClientCapture]);
        foreach (var client in new[] { Canaries.ClientIPv4, Canaries.ClientIPv6, Canaries.ClientMac, Canaries.SubnetIPv4, Canaries.SubnetIPv6 })
            Assert.Contains(found, line => line.Contains($"{client} as octets", StringComparison.Ordinal));
    }

    [Fact]
    public void The_archive_does_not()
    {
        Assert.Equal(0, _watched.Run("ingest", _laboratory.ClientCapture, _laboratory.AuthorityCapture));
        foreach (var command in new[] { "sources", "info", "verify", "compact" }) Assert.Equal(0, _watched.Run(command));
        Assert.Equal(0, _watched.Run("export", "--all", "--format", "jsonl"));

        Assert.Empty(_watched.Clients());
    }

    /// <summary>What an ingest of the same packets forty times over had saved when it was killed: its second checkpoint was about to take the place of the first.</summary>
    [Fact]
    public void Nor_do_the_files_of_an_ingest_that_was_killed()
    {
        Assert.SkipWhen(ExternalProgram.Find("strace") is null, "strace is not installed");
        using var originals = new TempFolder();
        var octets = File.ReadAllBytes(_laboratory.ClientCapture);
        var capture = originals.Write("long.pcap", [.. octets, .. Enumerable.Repeat(octets[PcapHeader..], 39).SelectMany(frames => frames)]);

        Assert.True(_watched.Kill("rename", 3, "ingest", capture, "--checkpoint", "4096"));

        Assert.Contains(_watched.Files, file => Path.GetFileName(file) == "state");
        Assert.Empty(_watched.Clients());
    }
}
