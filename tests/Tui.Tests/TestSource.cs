using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Tests;

/// <summary>Sources for tests.</summary>
internal static class TestSource
{
    public static SourceRecord Of(string path, params FileDamage[] damage)
    {
        var accounting = new Accounting { FramesRead = 3 };
        accounting.Add(FrameOutcome.Response);
        accounting.Add(FrameOutcome.Query);
        accounting.Add(FrameOutcome.NotDns);
        accounting.Add(MessageOutcome.Query);
        accounting.Add(MessageOutcome.Matched);
        accounting.Add(AnalysisFact.Observations);
        return new SourceRecord
        {
            Sha256 = new string('0', 64),
            Path = path,
            Octets = 1_234,
            Format = "pcap",
            LinkTypes = [LinkType.Ethernet],
            FirstPacketMilliseconds = 1_772_359_200_123,
            LastPacketMilliseconds = 1_772_359_471_000,
            IsOneSided = false,
            Accounting = accounting,
            Damage = damage,
            ToolVersion = "0.1.0",
            Options = "--port 5300",
            StartedMilliseconds = 1_772_400_000_000,
            FinishedMilliseconds = 1_772_400_001_000,
        };
    }
}
