using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class FragmentTableTests
{
    private const byte Udp = 17;
    private const long Second = 1_000_000_000;

    private readonly Accounting _accounting = new();
    private readonly FragmentTable _table;
    private readonly byte[] _datagram = new byte[100];

    public FragmentTableTests()
    {
        _table = new FragmentTable(1 << 20, _accounting);
        new Random(1).NextBytes(_datagram);
    }

    public static TheoryData<int, int, int, int> Orders
    {
        get
        {
            var orders = new TheoryData<int, int, int, int>();
            foreach (var (a, b, c, d) in Permutations.OfFour()) orders.Add(a, b, c, d);
            return orders;
        }
    }

    [Theory, MemberData(nameof(Orders))]
    public void Any_order_gives_the_datagram(int a, int b, int c, int d)
    {
        foreach (var version in new[] { 4, 6 })
        {
            var fragments = new[] { Fragment(0, 24, version), Fragment(24, 48, version), Fragment(48, 96, version), Fragment(96, 100, version) };
            Assert.Equal(FragmentResult.Kept, Add(fragments[a]));
            Assert.Equal(FragmentResult.Kept, Add(fragments[b]));
            Assert.Equal(FragmentResult.Kept, Add(fragments[c]));
            Assert.Equal(FragmentResult.Completed, Add(fragments[d], out var whole));
            Assert.Equal(_datagram, whole);
        }

        _table.Finish();
        Assert.True(_table.Memory < 1_024);
        Assert.Equal(0, _accounting[AnalysisFact.IncompleteDatagrams]);
    }

    [Fact]
    public void A_repeat_does_no_harm()
    {
        Add(Fragment(0, 48));
        Assert.Equal(FragmentResult.Kept, Add(Fragment(0, 48)));
        Assert.Equal(FragmentResult.Completed, Add(Fragment(48, 100), out var whole));
        Assert.Equal(_datagram, whole);
    }

    [Fact]
    public void A_repeat_after_the_datagram_is_complete_does_no_harm()
    {
        // A tap that sees each frame twice, and a sender that soon uses the identification again.
        for (var round = 0; round < 3; round++)
        {
            _datagram[0]++;
            Assert.Equal(FragmentResult.Kept, Add(Fragment(0, 48)));
            Assert.Equal(FragmentResult.Kept, Add(Fragment(0, 48)));
            Assert.Equal(FragmentResult.Completed, Add(Fragment(48, 100), out var whole));
            Assert.Equal(_datagram, whole);
            Assert.Equal(FragmentResult.Kept, Add(Fragment(48, 100)));
            Assert.Equal(FragmentResult.Kept, Add(Fragment(0, 48)));
        }

        _table.Finish();
        Assert.Equal(0, _accounting[AnalysisFact.IncompleteDatagrams] + _accounting[AnalysisFact.OverlappingFragments]);
    }

    [Fact]
    public void A_repeat_that_is_the_last_where_the_first_was_not_drops_the_datagram()
    {
        Add(Fragment(48, 96));
        Assert.Equal(FragmentResult.Refused, Add(Fragment(48, 96, more: false)));
    }

    [Fact]
    public void Complete_datagrams_are_remembered_within_bounds()
    {
        for (ushort id = 0; id < 10_000; id++)
        {
            Add(Fragment(0, 48, id: id));
            Assert.Equal(FragmentResult.Completed, Add(Fragment(48, 100, id: id)));
            Assert.True(_table.Memory < 32_768);
        }
    }

    // Start and end of two fragments of the same datagram; the second is refused, and so is all that follows.
    public static TheoryData<string, int, int, int, int> Contradictions => new()
    {
        { "overlap behind", 0, 48, 40, 100 },
        { "overlap before", 48, 96, 0, 56 },
        { "inside another", 0, 96, 24, 48 },
        { "round another", 24, 48, 0, 96 },
        { "beyond the last", 48, 100, 104, 112 },
        { "no multiple of 8 before the last", 48, 96, 0, 20 },
    };

    [Theory, MemberData(nameof(Contradictions))]
    public void A_contradiction_drops_the_datagram(string why, int start, int end, int otherStart, int otherEnd)
    {
        Add(Fragment(start, end));
        Assert.True(Add(Fragment(otherStart, otherEnd, more: otherEnd < 100 || otherEnd > 100)) == FragmentResult.Refused, why);

        Assert.Equal(FragmentResult.Refused, Add(Fragment(0, 48)));
        Assert.Equal(FragmentResult.Refused, Add(Fragment(48, 100)));
        _table.Finish();
        Assert.Equal(1, _accounting[AnalysisFact.OverlappingFragments]);
        Assert.Equal(0, _accounting[AnalysisFact.IncompleteDatagrams]);
    }

    [Fact]
    public void A_repeat_with_other_octets_drops_the_datagram()
    {
        Add(Fragment(0, 48));
        var forged = Fragment(0, 48);
        forged[^1] ^= 1;

        Assert.Equal(FragmentResult.Refused, Add(forged));
        Assert.Equal(FragmentResult.Refused, Add(Fragment(48, 100)));
    }

    [Fact]
    public void A_second_last_fragment_drops_the_datagram()
    {
        Add(Fragment(48, 100));
        Assert.Equal(FragmentResult.Refused, Add(Fragment(24, 48, more: false)));
    }

    [Fact]
    public void An_empty_fragment_is_refused() => Assert.Equal(FragmentResult.Refused, Add(Fragment(48, 48)));

    [Fact]
    public void A_datagram_longer_than_IP_allows_is_refused()
    {
        var ping = FrameBuilder.IPv4("192.0.2.1", "192.0.2.2", Udp, new byte[64], id: 9, offset: 65_528, more: false);
        Assert.Equal(FragmentResult.Refused, Add(ping));
    }

    [Fact]
    public void Other_datagrams_are_left_alone()
    {
        Add(Fragment(0, 48, id: 1));
        Add(Fragment(0, 48, id: 2));
        Assert.Equal(FragmentResult.Completed, Add(Fragment(48, 100, id: 2)));
        Assert.Equal(FragmentResult.Completed, Add(Fragment(48, 100, id: 1)));
    }

    [Theory]
    [InlineData(60, nameof(FragmentResult.Completed), 0)]
    [InlineData(61, nameof(FragmentResult.Kept), 1)]
    public void The_rest_may_come_for_a_minute(int seconds, string expected, long incomplete)
    {
        Add(Fragment(0, 48), 0);
        Assert.Equal(expected, Add(Fragment(48, 100), seconds * Second).ToString());
        Assert.Equal(incomplete, _accounting[AnalysisFact.IncompleteDatagrams]);
    }

    [Fact]
    public void What_is_not_complete_at_the_end_is_counted()
    {
        Add(Fragment(0, 48, id: 1));
        Add(Fragment(48, 100, id: 2));
        _table.Finish();

        Assert.Equal(2, _accounting[AnalysisFact.IncompleteDatagrams]);
        Assert.True(_table.Memory < 1_024);
    }

    [Fact]
    public void A_flood_pushes_out_the_oldest_and_stays_within_its_budget()
    {
        const int budget = 1 << 20;
        for (uint id = 0; id < 100_000; id++)
        {
            Add(FrameBuilder.IPv6("2001:db8::1", "2001:db8::2", 44, FrameBuilder.IPv6Fragment(Udp, id, 65_000, more: true, new byte[8])));
            Assert.True(_table.Memory <= budget);
        }

        // The latest is still there.
        Assert.Equal(FragmentResult.Kept, Add(Fragment(0, 48)));
        Assert.Equal(FragmentResult.Completed, Add(Fragment(48, 100)));
        _table.Finish();
        Assert.Equal(100_000, _accounting[AnalysisFact.IncompleteDatagrams]);
    }

    private FragmentResult Add(byte[] packet, long timeNanoseconds = 0) => Add(packet, out _, timeNanoseconds);

    private FragmentResult Add(byte[] packet, out byte[] whole, long timeNanoseconds = 0)
    {
        Assert.Equal(PacketFault.None, IpPacket.TryRead(packet, out var fragment));
        Assert.True(fragment.Fragment.IsFragment);
        var result = _table.Add(fragment, timeNanoseconds, out var octets, out var protocol);
        whole = octets.ToArray();
        if (result == FragmentResult.Completed) Assert.Equal(Udp, protocol);
        return result;
    }

    /// <summary>Octets [start, end) of the datagram; those behind its end are zero.</summary>
    private byte[] Fragment(int start, int end, int version = 4, ushort id = 7, bool? more = null)
    {
        var payload = new byte[end - start];
        if (start < _datagram.Length) _datagram.AsSpan(start..Math.Min(end, _datagram.Length)).CopyTo(payload);
        var isMore = more ?? end != _datagram.Length;
        return version == 4
            ? FrameBuilder.IPv4("192.0.2.1", "192.0.2.2", Udp, payload, id, start, isMore)
            : FrameBuilder.IPv6("2001:db8::1", "2001:db8::2", 44, FrameBuilder.IPv6Fragment(Udp, id, start, isMore, payload));
    }
}
