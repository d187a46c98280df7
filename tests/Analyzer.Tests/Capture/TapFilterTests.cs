using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats.Capture;
using Xunit;

namespace PassiveDns.Analyzer.Tests.Capture;

public class TapFilterTests
{
    private const string Fragments = "(ip[6:2] & 0x3fff != 0) or (ip6[6] = 44)";

    [Fact]
    public void Ports_and_fragments_are_asked_for() =>
        Assert.Equal($"port 53 or {Fragments}", TapFilter.Usual([53], LinkType.LinuxSll2));

    [Fact]
    public void Of_ethernet_also_behind_one_tag_and_two()
    {
        var untagged = $"port 53 or port 5300 or {Fragments}";
        Assert.Equal($"{untagged} or (vlan and ({untagged} or (vlan and ({untagged}))))", TapFilter.Usual([5300, 53, 5300], LinkType.Ethernet));
    }
}
