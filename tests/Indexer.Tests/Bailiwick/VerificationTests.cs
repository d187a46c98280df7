using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Bailiwick;

/// <summary>Small worlds of zones and servers: what is verified in which zone, what stays unverified, what goes to quarantine.</summary>
public class VerificationTests
{
    private const string Root = "198.51.100.1";
    private const string Example = "198.51.100.2"; // of "example."
    private const string Good = "198.51.100.11"; // of "good.example."
    private const string Evil = "203.0.113.66"; // of "evil.example."
    private const string Nobody = "203.0.113.99";
    private const long Noon = 1_700_000_000;

    private static readonly Hints Hints = Hints.Parse(Encoding.ASCII.GetBytes($". NS a.root.\na.root. A {Root}\n"), "hints");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The delegations that every world here has, said by the zone above.</summary>
    private static readonly Observed[] Delegations =
    [
        Says(Root, "example. NS a.nic.example."), Says(Root, $"a.nic.example. A {Example}"),
        Says(Example, "good.example. NS ns1.good.example."), Says(Example, $"ns1.good.example. A {Good}"),
        Says(Example, "evil.example. NS ns1.evil.example."), Says(Example, $"ns1.evil.example. A {Evil}"),
    ];

    public static TheoryData<string, string[], string, string> Worlds => new()
    {
        // why, what else was said (server: record, ! where it is foreign to the question), the record asked about, what is to come of it
        { "the zone's own server", [$"{Good}: www.good.example. A 192.0.2.1"], "www.good.example. A", "good.example." },
        { "the zone above, of its delegation", [], "good.example. NS", "example." },
        { "the same NS RRset of both sides is in both bailiwicks", [$"{Good}: good.example. NS ns1.good.example."], "good.example. NS", "example. good.example." },
        { "the root, of a top-level domain", [], "example. NS", "." },
        { "nothing is known of the server", [$"{Nobody}: www.good.example. A 192.0.2.1"], "www.good.example. A", "unverified" },
        { "Kashpureff: a foreign name in the additional section", [$"{Evil}: www.good.example. A 192.0.2.66 !"], "www.good.example. A", "quarantined" },
        { "Kashpureff: foreign name servers in the authority section", [$"{Evil}: bank.example. NS ns1.evil.example. !"], "bank.example. NS", "quarantined" },
        { "servers of a zone above, claimed from below", [$"{Evil}: example. NS ns1.evil.example. !"], "example. NS", ". quarantined" },
        { "what was injected verifies nothing", [$"{Evil}: bank.example. NS ns1.evil.example. !", $"{Evil}: www.bank.example. A 192.0.2.66"], "www.bank.example. A", "unverified" },
        { "glue for a foreign name", [$"{Good}: ns1.other.test. A 192.0.2.9 !"], "ns1.other.test. A", "quarantined" },
        { "a lame delegation: the server was never given an address", [$"{Example}: lame.example. NS ns.nowhere.test.", $"{Nobody}: lame.example. A 192.0.2.1"], "lame.example. A", "unverified" },
        { "a server that answers for what it was not given, but was asked", [$"{Evil}: www.good.example. A 192.0.2.1"], "www.good.example. A", "unverified" },
        { "an alias into another zone: its owner is the server's", [$"{Good}: www.good.example. CNAME host.evil.example."], "www.good.example. CNAME", "good.example." },
        { "an alias into another zone: the target's address is not", [$"{Good}: host.evil.example. A 192.0.2.3 !"], "host.evil.example. A", "quarantined" },
        { "a shared server, of each of its zones", [$"{Example}: also.example. NS ns1.good.example.", $"{Good}: www.also.example. A 192.0.2.4"], "www.also.example. A", "also.example." },
        { "a name server in another zone", [$"{Example}: far.example. NS ns1.good.example.", $"{Good}: far.example. MX"], "far.example. MX", "far.example." },
        { "a second address of a server, said by its own zone", [$"{Good}: ns1.good.example. A {Good} 198.51.100.12", "198.51.100.12: www.good.example. A 192.0.2.1"], "www.good.example. A", "good.example." },
        { "an IPv6 address of a server", [$"{Example}: ns1.good.example. AAAA 2001:db8:53::11", "2001:db8:53::11: www.good.example. A 192.0.2.1"], "www.good.example. A", "good.example." },
        { "the deepest zone of several on one server", [$"{Good}: deep.good.example. NS ns1.good.example.", $"{Good}: www.deep.good.example. A 192.0.2.5"], "www.deep.good.example. A", "deep.good.example." },
        { "a zone is no other zone's beginning", [$"{Example}: goo.example. NS ns1.evil.example.", $"{Evil}: www.good.example. A 192.0.2.1"], "www.good.example. A", "unverified" },
        { "recursive data carries none", ["recursive: www.good.example. A 192.0.2.1"], "www.good.example. A", "unverified" },
    };

    [Theory, MemberData(nameof(Worlds))]
    public void Records_are_in_the_bailiwick_of_who_said_them(string why, string[] said, string asked, string expected)
    {
        var world = Delegations.Concat(said.Select(Parse)).ToArray();
        Assert.True(expected == Verdicts(world, asked), $"{why}: {Verdicts(world, asked)}");
        Array.Reverse(world); // what is said later verifies what was said before
        Assert.True(expected == Verdicts(world, asked), $"{why}, in reverse: {Verdicts(world, asked)}");
    }

    public static TheoryData<string, long, string> Times => new()
    {
        { "at the time", Noon, "good.example." },
        { "a day before, out of somebody's cache", Noon - 86_400, "good.example." },
        { "and a second earlier: it is not known who served it then", Noon - 86_401, "unverified" },
        { "a day later", Noon + 86_400, "good.example." },
        { "years later, when the domain may be another's", Noon + 100_000_000, "unverified" },
    };

    [Theory, MemberData(nameof(Times))]
    public void A_delegation_holds_for_its_time(string why, long seconds, string expected)
    {
        var said = Says(Good, "www.good.example. A 192.0.2.1") with { Nanoseconds = seconds * 1_000_000_000 };
        var verdicts = Verdicts([.. Delegations, said], "www.good.example. A");
        Assert.True(expected == verdicts, $"{why}: {verdicts}");
    }

    [Fact]
    public void Nothing_hangs_on_the_order_of_sources_or_on_runs()
    {
        Observed[] more = [.. Worlds.SelectMany(world => (string[])world.Data.Item2).Select(Parse)];
        Observed[] all = [.. Delegations, .. more];
        var expected = Export(all, all.Length);
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var random = new Random(seed);
            var shuffled = all.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Export(shuffled, random.Next(1, all.Length)));
        }
    }

    [Fact]
    public void What_was_verified_goes_with_the_source_that_it_followed_from()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), Delegations), new ObservedSource(Make.Source(2), [Says(Good, "www.good.example. A 192.0.2.1")]));
        Assert.True(archive.VerifyBailiwick(Hints, Token).IsNew);
        Assert.False(archive.VerifyBailiwick(interruption: Token).IsNew); // the archive has kept the hints
        Assert.Equal("good.example.", Verdicts(archive, "www.good.example. A"));

        var plan = SourceRemoval.Plan(archive, [archive.Sources.First(source => source.Sha256 == Make.Sha256(1))]);
        SourceRemoval.Remove(archive, plan, Token);
        Assert.True(archive.VerifyBailiwick(interruption: Token).IsNew);

        Assert.Equal("unverified", Verdicts(archive, "www.good.example. A"));
        using var again = Archive.OpenRead(folder.Path);
        Assert.Equal("unverified", Verdicts(again, "www.good.example. A"));
    }

    [Theory]
    [InlineData("good.example.", 2)] // the NS RRset of both sides has one result in each
    [InlineData("example.", 2)] // what example.'s server said: its delegations, but not the glue's zone
    [InlineData(".", 2)]
    [InlineData("nowhere.test.", 0)]
    public void A_question_for_a_bailiwick_gets_what_was_verified_in_it(string apex, int atLeast)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1),
            [.. Delegations, Says(Good, "good.example. NS ns1.good.example."), Says(Good, "www.good.example. A 192.0.2.1"), Says(Nobody, "www.good.example. A 192.0.2.7")]));
        archive.VerifyBailiwick(Hints, Token);

        var found = archive.Find(new RRsetQuery { Side = LookupSide.All, Bailiwick = DomainNameFormat.Parse(apex) }).ToList();

        Assert.True(found.Count >= atLeast, $"{found.Count}");
        if (atLeast == 0) Assert.Empty(found);
        Assert.All(found, rrset => Assert.Equal(apex, Verdict(rrset)));
    }

    public static TheoryData<string, int, int, int, bool> Additions => new()
    {
        // why, sightings that were verified, added since, sightings of a large archive, verification may wait
        { "a small archive", 16, 1, 1_000, false },
        { "little is new in a large one", 16, 1, 10, true },
        { "nothing is new", 16, 0, 10, true },
        { "nearly as much again is new", 16, 15, 10, true },
        { "as much again is new", 16, 16, 10, false },
    };

    [Theory, MemberData(nameof(Additions))]
    public void Verification_may_wait_until_as_much_again_is_new(string why, int verified, int added, int large, bool expected)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [.. Enumerable.Range(0, verified).Select(number => Says(Good, $"n{number}.good.example. A 192.0.2.1"))]));
        Assert.False(archive.MayBailiwickWait(0)); // nothing has been verified
        archive.VerifyBailiwick(Hints, Token);
        using (var session = archive.BeginIngest(Make.Small()))
        {
            new ObservedSource(Make.Source(2), [.. Enumerable.Range(0, added).Select(number => Says(Good, $"m{number}.good.example. A 192.0.2.1"))]).AddTo(session);
            session.Commit();
        }

        Assert.True(expected == archive.MayBailiwickWait(large), why);
        Assert.False(archive.Bailiwick.IsCurrent);
        archive.VerifyBailiwick(interruption: Token);
        Assert.True(archive.Bailiwick.IsCurrent);
    }

    [Theory]
    [InlineData("the zone's own server", Good, "no.good.example.", false, "good.example.", SightingStatus.Matched)]
    [InlineData("of a server of another zone, which was asked", Evil, "no.good.example.", false, "", SightingStatus.Matched)]
    [InlineData("of a server of another zone, beside the question", Evil, "no.good.example.", true, "", SightingStatus.Quarantined)]
    public void A_negative_answer_is_judged_as_an_RRset_is(string why, string server, string owner, bool isForeign, string bailiwick, SightingStatus expected)
    {
        using var folder = new TemporaryFolder();
        var negative = Make.Negative(owner, RRType.NS, NegativeKind.NxDomain, zoneLabels: 2, seconds: Noon) with
        {
            Vantage = Vantage.Authoritative, Server = IpAddress.From(System.Net.IPAddress.Parse(server).GetAddressBytes()), IsForeign = isForeign,
        };
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [.. Delegations, negative]));
        archive.VerifyBailiwick(Hints, Token);
        var query = new RRsetQuery { Side = LookupSide.Owner, Name = DomainNameFormat.Parse(owner), Kinds = AnswerKinds.Negative, Statuses = StatusFilter.All };

        var found = Assert.Single(archive.Find(query));

        Assert.True(expected == found.Status, why);
        Assert.Equal(new NegativeAnswer(NegativeKind.NxDomain, 2), found.Negative);
        Assert.Equal(bailiwick.Length > 0 ? 1 : 0, archive.Find(query with { Bailiwick = DomainNameFormat.Parse("good.example.") }).Count());
    }

    [Fact]
    public void Delegations_that_lead_in_a_circle_end()
    {
        Observed[] circle =
        [
            Says(Example, "a.example. NS ns.b.example."), Says(Example, "b.example. NS ns.a.example."),
            Says(Nobody, $"ns.a.example. A {Nobody}"), Says(Nobody, $"ns.b.example. A {Nobody}"),
        ];
        Assert.Equal("unverified", Verdicts([.. Delegations, .. circle], "ns.a.example. A"));
    }

    public static TheoryData<string, string> NoHints => new()
    {
        { "no server", "; nothing" },
        { "a server without an address", ". NS a.root.\n" },
        { "an address without a server", "a.root. A 192.0.2.1\n" },
        { "another type", ". NS a.root.\na.root. A 192.0.2.1\n. SOA x.\n" },
        { "an address of the other kind", ". NS a.root.\na.root. AAAA 192.0.2.1\n" },
        { "a name that is none", "a..b NS a.root.\n" },
        { "too few fields", ". NS\n" },
    };

    [Theory, MemberData(nameof(NoHints))]
    public void Hints_that_are_none_are_refused(string why, string text)
    {
        var fault = Assert.Throws<Formats.UnreadableFileException>(() => Hints.Parse(Encoding.ASCII.GetBytes(text), "h"));
        Assert.True(fault.Message.StartsWith("h, octet ", StringComparison.Ordinal), why);
    }

    [Fact]
    public void The_hints_that_come_along_name_the_root_and_the_largest_domains()
    {
        var zones = Hints.Default.Servers.GroupBy(server => Convert.ToHexString(server.Zone)).ToDictionary(zone => zone.Key, zone => zone.Count());
        Assert.Equal(new Dictionary<string, int> { ["00"] = 26, [Convert.ToHexString("com\0\0"u8)] = 26, [Convert.ToHexString("net\0\0"u8)] = 26 }, zones);
    }

    private static string Verdicts(Observed[] world, string asked)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. world.Select((observed, number) => new ObservedSource(Make.Source(number), [observed]))]);
        archive.VerifyBailiwick(Hints, Token);
        return Verdicts(archive, asked);
    }

    private static string Verdicts(Archive archive, string asked)
    {
        var (owner, type) = (asked.Split(' ')[0], Enum.Parse<RRType>(asked.Split(' ')[1]));
        var query = new RRsetQuery { Side = LookupSide.Owner, Name = DomainNameFormat.Parse(owner), Types = new HashSet<RRType> { type }, Statuses = StatusFilter.All };
        return string.Join(' ', archive.Find(query).Select(Verdict).Order(StringComparer.Ordinal));
    }

    private static string Verdict(RRset rrset)
    {
        if (rrset.Status == SightingStatus.Quarantined) return "quarantined";
        var apex = new byte[DomainName.MaxLength];
        var length = rrset.ReadBailiwick(apex);
        return length == 0 ? "unverified" : DomainNameFormat.ToText(apex.AsSpan(0, length));
    }

    /// <summary>Every result, of sources of so many observations each.</summary>
    private static string Export(Observed[] all, int observationsPerSource)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path,
            [.. all.Chunk(observationsPerSource).Select((some, number) => new ObservedSource(Make.Source(number), some))]);
        archive.VerifyBailiwick(Hints, Token);
        return string.Join('\n', archive.Find(new RRsetQuery { Side = LookupSide.All, Statuses = StatusFilter.All })
            .Select(rrset => $"{Convert.ToHexString(rrset.Key)} {rrset.Status} {rrset.Window}"));
    }

    private static Observed Parse(string saying)
    {
        var colon = saying.IndexOf(": ", StringComparison.Ordinal);
        var isForeign = saying.EndsWith(" !", StringComparison.Ordinal);
        return Says(saying[..colon], isForeign ? saying[(colon + 2)..^2] : saying[(colon + 2)..]) with { IsForeign = isForeign };
    }

    /// <param name="record">Owner, type, addresses or one name.</param>
    private static Observed Says(string server, string record)
    {
        var fields = record.Split(' ');
        var type = Enum.Parse<RRType>(fields[1]);
        byte[][] data = type switch
        {
            RRType.A or RRType.AAAA => [.. fields[2..].Select(address => System.Net.IPAddress.Parse(address).GetAddressBytes())],
            RRType.MX => [[0, 10, .. DomainNameFormat.Parse("mail.test.")!]],
            _ => [DomainNameFormat.Parse(fields[2])!],
        };
        return new Observed(fields[0], type, data, Noon * 1_000_000_000, 1, 3_600, 3_600, SightingStatus.Matched,
            server == "recursive" ? Vantage.Recursive : Vantage.Authoritative)
        {
            Server = server == "recursive" ? default : IpAddress.From(System.Net.IPAddress.Parse(server).GetAddressBytes()),
        };
    }
}
