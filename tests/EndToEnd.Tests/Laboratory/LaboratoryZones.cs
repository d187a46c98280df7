namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>An RRset as an archive shall have it.</summary>
/// <param name="Zone">Apex of the zone whose server says it.</param>
/// <param name="RData">Presentation forms, ascending, separated by line feeds.</param>
public readonly record struct ServedRRset(string Zone, string Owner, string Type, string RData)
{
    public override string ToString() => $"{Owner} {Type} {RData.Replace("\n", ", ", StringComparison.Ordinal)} of {Zone}";
}

/// <summary>What the laboratory's honest servers serve: the one table that zone files, questions and expectations are made of.</summary>
public static class LaboratoryZones
{
    /// <summary>An address that only forgeries point to.</summary>
    public const string Trap = "203.0.113.66";

    /// <summary>The evil zone and its one server, rightly delegated.</summary>
    public const string EvilZone = "evil.test.", EvilServer = "ns.evil.test.", EvilAddress = "203.0.113.53";

    private const string Soa = "hostmaster.nic.example. 1 1800 900 604800 60";

    /// <summary>Longer than a frame: it comes in fragments. And longer than EDNS lets it be: it comes over TCP.</summary>
    private static readonly string Long = CharacterStrings(10), Longer = CharacterStrings(24);

    private static readonly (string Zone, string Records)[] Table =
    [
        (".", $"""
            . SOA a.root.example. {Soa}
            . NS a.root.example.
            a.root.example. A 198.51.100.1
            a.root.example. AAAA 2001:db8:53::1
            example. NS a.nic.example.
            a.nic.example. A 198.51.100.2
            a.nic.example. AAAA 2001:db8:53::2
            test. NS a.nic.test.
            a.nic.test. A 198.51.100.3
            a.nic.test. AAAA 2001:db8:53::3
            """),
        ("example.", $"""
            example. SOA a.nic.example. {Soa}
            example. NS a.nic.example.
            a.nic.example. A 198.51.100.2
            a.nic.example. AAAA 2001:db8:53::2
            a.root.example. A 198.51.100.1
            a.root.example. AAAA 2001:db8:53::1
            bank.example. NS ns1.bank.example.
            bank.example. NS ns2.bank.example.
            ns1.bank.example. A 198.51.100.11
            ns1.bank.example. AAAA 2001:db8:53::11
            ns2.bank.example. A 198.51.100.12
            ns2.bank.example. AAAA 2001:db8:53::12
            lame.example. NS {EvilServer}
            """),
        ("test.", $"""
            test. SOA a.nic.test. {Soa}
            test. NS a.nic.test.
            a.nic.test. A 198.51.100.3
            a.nic.test. AAAA 2001:db8:53::3
            {EvilZone} NS {EvilServer}
            {EvilServer} A {EvilAddress}
            lapsed.test. NS ns1.bank.example.
            """),
        ("bank.example.", $"""
            bank.example. SOA ns1.bank.example. {Soa}
            bank.example. NS ns1.bank.example.
            bank.example. NS ns2.bank.example.
            ns1.bank.example. A 198.51.100.11
            ns1.bank.example. AAAA 2001:db8:53::11
            ns2.bank.example. A 198.51.100.12
            ns2.bank.example. AAAA 2001:db8:53::12
            bank.example. A 198.51.100.80
            bank.example. A 198.51.100.81
            bank.example. MX 10 mail.bank.example.
            bank.example. CAA 0 issue "ca.example"
            mail.bank.example. AAAA 2001:db8:53::25
            www.bank.example. A 198.51.100.80
            www.bank.example. AAAA 2001:db8:53::80
            shop.bank.example. CNAME www.branch.bank.example.
            _ldap._tcp.bank.example. SRV 0 5 389 mail.bank.example.
            long.bank.example. TXT {Long}
            longer.bank.example. TXT {Longer}
            branch.bank.example. NS ns.branch.bank.example.
            ns.branch.bank.example. A 198.51.100.21
            """),
        ("branch.bank.example.", $"""
            branch.bank.example. SOA ns.branch.bank.example. {Soa}
            branch.bank.example. NS ns.branch.bank.example.
            ns.branch.bank.example. A 198.51.100.21
            www.branch.bank.example. A 198.51.100.82
            race1.branch.bank.example. A 198.51.100.83
            race2.branch.bank.example. A 198.51.100.84
            race3.branch.bank.example. A 198.51.100.85
            """),
    ];

    /// <summary>Every RRset of every zone, delegations and glue with the zone that delegates.</summary>
    public static IReadOnlyList<ServedRRset> Served { get; } =
        [.. Table.SelectMany(row => Lines(row.Records).Select(line => line.Split(' ', 3)).GroupBy(words => (Owner: words[0], Type: words[1]))
            .Select(rrset => new ServedRRset(row.Zone, rrset.Key.Owner, rrset.Key.Type, Text(rrset.Select(words => words[2])))))];

    public static IEnumerable<string> Zones => Table.Select(row => row.Zone);

    /// <summary>What the root must be known by, to find all others: as a hints file has it.</summary>
    public static string Hints => ". 3600 NS a.root.example.\na.root.example. 3600 A 198.51.100.1\na.root.example. 3600 AAAA 2001:db8:53::1\n";

    /// <summary>What clients ask for: each RRset, and names that are not there or not well served.</summary>
    public static IEnumerable<(string Name, string Type)> Questions =>
        Served.Select(rrset => (rrset.Owner, rrset.Type)).Distinct()
            .Concat([("nothing.bank.example.", "A"), ("nothing.example.", "A"), ("nothing.test.", "A"), ("nothing.", "A"), ("lapsed.test.", "A")])
            .Concat(EvilAuthority.Questions.Select(name => (name, "A")));

    public static string File(string zone) => string.Concat(Lines(Table.Single(row => row.Zone == zone).Records).Select(line =>
    {
        var words = line.Split(' ', 3);
        return $"{words[0]} 3600 IN {words[1]} {words[2]}\n";
    }));

    /// <summary>Rdata in the one form in which they are compared.</summary>
    public static string Text(IEnumerable<string> rdata) => string.Join('\n', rdata.Order(StringComparer.Ordinal));

    private static string[] Lines(string records) => records.ReplaceLineEndings("\n").Split('\n');

    private static string CharacterStrings(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"\"{new string((char)('a' + i), 250)}\""));
}
