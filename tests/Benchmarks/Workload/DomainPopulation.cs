namespace PassiveDns.Benchmarks.Workload;

/// <summary>
/// The invented part of the DNS that the workload is about. A zone is a number: 0 is the root, then the top-level
/// domains, then the domains in order of popularity. Everything about a zone follows from its number and the seed,
/// so a name is always answered in the same way and nothing needs to be kept.
/// </summary>
/// <remarks>
/// The top-level domains are the codes that ISO 3166-1 leaves to its users. They are never delegated, so nothing here can be
/// mistaken for somebody's name. The root's servers have their real names and addresses.
/// </remarks>
internal sealed class DomainPopulation(ulong seed)
{
    public const int Root = 0;
    public const int Domains = 150_000;
    public const int Disposables = 36;

    private const int Providers = 2_000;
    private const int FirstDomain = 1 + 42;
    private const int FirstServerSlot = 10_000;
    private const int Networks = 6_000;

    // Shares, in 1,000.
    private const int SelfServed = 350;
    private const int ServersWithIPv6 = 700;
    private const int Signed = 100;
    private const int WithIPv6 = 550;
    private const int WithService = 350;
    private const int FullResponses = 520;

    private static readonly byte[][] OwnerWords =
    [
        .. new[]
        {
            "www", "mail", "api", "cdn", "img", "static", "m", "app", "login", "shop", "blog", "dev",
            "news", "assets", "media", "ftp", "vpn", "portal", "auth", "status", "video", "docs",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    private static readonly string[] TopLevelDomains = MakeTopLevelDomains();
    private static readonly uint[] RootServersIPv4 =
    [
        0xC6290004, 0xAAF7AA02, 0xC021040C, 0xC7075B0D, 0xC0CBE60A, 0xC00505F1, 0xC0702404,
        0xC661BE35, 0xC0249411, 0xC03A801E, 0xC1000E81, 0xC707532A, 0xCA0C1B21,
    ];

    // The most popular domain of a class is not the first of all: each starts some way down the ranks.
    private readonly ZipfDistribution _providers = new(Providers, 8);

    private enum Trait
    {
        Suffix, TopLevel, ServedBy, Provider, ServerCount, ServerIPv6, Address, AddressIPv6, Network,
        Signed, IPv6, Service, Style, RoundTrip, Ttl, Other,
    }

    public static int TopLevelDomainCount => TopLevelDomains.Length;

    /// <param name="rank">0 for the most popular of <see cref="Domains"/>.</param>
    public static int Domain(int rank) => FirstDomain + rank;

    public static int Rank(int zone) => zone - FirstDomain;

    /// <summary>A domain that hands out names meant to be asked once: trackers, look-ups of file hashes, block lists.</summary>
    public static int Disposable(int number) => Domain(211 + (number * 89));

    public static bool IsTopLevel(int zone) => zone is > Root and < FirstDomain;

    /// <summary>The zone that delegates this one.</summary>
    public int Parent(int zone) => zone < FirstDomain ? Root : 1 + PickTopLevel(Fact(zone, Trait.TopLevel));

    /// <summary>Any number that belongs to this zone for good: for RDATA that needs octets.</summary>
    public ulong Number(int zone, int which) => Fact(zone, Trait.Other, which);

    public int WriteName(int zone, Span<byte> octets)
    {
        var name = new NameWriter(octets);
        AppendName(ref name, zone);
        return name.Name.Length;
    }

    public void AppendName(ref NameWriter name, int zone)
    {
        if (zone >= FirstDomain) DomainLabel(ref name, zone);
        if (zone != Root) TopLevelLabel(ref name, zone < FirstDomain ? zone : Parent(zone));
        name.End();
    }

    /// <summary>How many names of a zone have addresses: the popular ones have dozens.</summary>
    public int OwnerCount(int zone) => Rank(zone) < 2_000 ? 120 : 3 + (int)(Number(zone, 7) % 6);

    /// <param name="number">0 for the zone itself, 1 for www, and so on to <see cref="OwnerCount"/> - 1.</param>
    public void AppendOwner(ref NameWriter name, int zone, int number)
    {
        if (number > OwnerWords.Length) name.Label(OwnerWords[number % OwnerWords.Length], number);
        else if (number > 0) name.Label(OwnerWords[number - 1]);
        AppendName(ref name, zone);
    }

    /// <summary>The zone whose name servers serve this zone: itself or its provider.</summary>
    public int Operator(int zone)
    {
        if (zone < FirstDomain || SplitMix64.Scale(Fact(zone, Trait.ServedBy), 1_000) < SelfServed || IsProvider(zone)) return zone;
        return Provider(_providers.Draw(new SplitMix64(Fact(zone, Trait.Provider))));
    }

    public int ServerCount(int operatorZone)
    {
        if (operatorZone == Root) return RootServersIPv4.Length;
        if (operatorZone < FirstDomain) return 4;
        return SplitMix64.Scale(Fact(operatorZone, Trait.ServerCount), 10) switch { < 5 => 2, < 7 => 3, _ => 4 };
    }

    /// <param name="server">0 to <see cref="ServerCount"/> - 1.</param>
    public int WriteServerName(int operatorZone, int server, Span<byte> octets)
    {
        var name = new NameWriter(octets);
        if (operatorZone >= FirstDomain)
        {
            name.Label("ns"u8, server + 1);
            AppendName(ref name, operatorZone);
        }
        else
        {
            name.Label([(byte)('a' + server)]);
            name.Label(operatorZone == Root ? "root-servers"u8 : "nic"u8);
            if (operatorZone == Root) name.Label("net"u8);
            AppendName(ref name, operatorZone);
        }

        return name.Name.Length;
    }

    public bool ServerHasIPv6(int operatorZone, int server) =>
        operatorZone == Root ? server == 0 : Is(ServersWithIPv6, operatorZone, Trait.ServerIPv6, server);

    public uint ServerIPv4(int operatorZone, int server) =>
        operatorZone == Root ? RootServersIPv4[server] : Address(operatorZone, Trait.Address, FirstServerSlot + server);

    public UInt128 ServerIPv6(int operatorZone, int server) => operatorZone == Root
        ? new UInt128(0x20010503_BA3E0000, 0x00000000_00020030)
        : AddressIPv6(operatorZone, Trait.AddressIPv6, FirstServerSlot + server);

    /// <summary>Microseconds between a query to the operator's servers and the response, without jitter.</summary>
    public int RoundTrip(int operatorZone)
    {
        var draw = Fact(operatorZone, Trait.RoundTrip);
        return 800 + SplitMix64.Scale(draw, 20_000) * (1 + (int)(draw & 7));
    }

    /// <summary>True for servers that add the zone's NS RRset and its addresses to every answer; others give minimal responses.</summary>
    public bool GivesFullResponses(int operatorZone) => Is(FullResponses, operatorZone, Trait.Style);

    public bool IsSigned(int zone) => zone < FirstDomain || Is(Signed, zone, Trait.Signed);

    public bool HasIPv6(int zone) => Is(WithIPv6, zone, Trait.IPv6);

    /// <summary>True for domains that publish HTTPS, SRV and CAA records.</summary>
    public bool HasService(int zone) => Is(WithService, zone, Trait.Service);

    /// <param name="slot">Tells the addresses of a zone apart; no two of 254 neighbours are equal in the zone's main network.</param>
    public uint IPv4(int zone, int slot) => Address(zone, Trait.Address, slot);

    public UInt128 IPv6(int zone, int slot) => AddressIPv6(zone, Trait.AddressIPv6, slot);

    public uint Ttl(int zone) => SplitMix64.Scale(Fact(zone, Trait.Ttl), 6) switch
    {
        0 => 60,
        1 or 2 => 300,
        3 => 3_600,
        4 => 14_400,
        _ => 86_400,
    };

    private static int Provider(int rank) => Domain(11 + (rank * 16));

    private static bool IsProvider(int zone) => Rank(zone) % 16 == 11 && Rank(zone) / 16 < Providers;

    /// <summary>Popular domains have short names: rank in base 85 syllables, two at least, no two ranks alike.</summary>
    private void DomainLabel(ref NameWriter name, int zone)
    {
        ReadOnlySpan<byte> consonants = "bcdfghklmnprstvwz"u8;
        ReadOnlySpan<byte> vowels = "aeiou"u8;
        Span<byte> label = stackalloc byte[40];
        var length = 0;
        for (var rest = Rank(zone) + (consonants.Length * vowels.Length); rest > 0; rest /= consonants.Length * vowels.Length)
        {
            label[length++] = consonants[rest / vowels.Length % consonants.Length];
            label[length++] = vowels[rest % vowels.Length];
        }

        // A suffix starts with what no syllable starts with, so that it cannot make two labels equal.
        var suffix = SplitMix64.Scale(Fact(zone, Trait.Suffix), 16) switch
        {
            0 => "-shop"u8,
            1 => "-online"u8,
            2 => "24"u8,
            3 => "-media"u8,
            4 => "-consulting"u8,
            5 => "-tech"u8,
            6 => "1"u8,
            7 => "-services"u8,
            8 => "-group"u8,
            _ => ""u8,
        };
        suffix.CopyTo(label[length..]);
        name.Label(label[..(length + suffix.Length)]);
    }

    private static void TopLevelLabel(ref NameWriter name, int zone)
    {
        var text = TopLevelDomains[zone - 1];
        name.Label([(byte)text[0], (byte)text[1]]);
    }

    /// <summary>One top-level domain has half of all, the next a quarter of the rest, the others share.</summary>
    private static int PickTopLevel(ulong draw) => SplitMix64.Scale(draw, 100) switch
    {
        < 48 => 0,
        < 60 => 1,
        < 68 => 2,
        _ => 3 + (int)(draw % (ulong)(TopLevelDomains.Length - 3)),
    };

    /// <summary>aa, qm to qz, xa to xz, zz.</summary>
    private static string[] MakeTopLevelDomains() =>
    [
        .. Enumerable.Range('a', 26).Select(letter => $"x{(char)letter}"),
        .. Enumerable.Range('m', 14).Select(letter => $"q{(char)letter}"),
        "aa", "zz",
    ];

    private uint Address(int zone, Trait trait, int slot)
    {
        // Three quarters of a zone's addresses lie in one /24, the others anywhere.
        var draw = Fact(zone, trait, slot);
        var network = SplitMix64.Scale((draw & 3) == 0 ? Fact(zone, Trait.Network, slot) : Fact(zone, Trait.Network), Networks);
        var prefix = (uint)(Fact(network, Trait.Network, -1) % ((223 - 128) << 16)) + (128u << 16); // 128.0.0.0 to 222.255.255.0
        return (prefix << 8) | (uint)(1 + ((SplitMix64.Scale(Fact(zone, trait), 254) + (slot * 37)) % 254));
    }

    private UInt128 AddressIPv6(int zone, Trait trait, int slot)
    {
        var network = (uint)SplitMix64.Scale(Fact(zone, Trait.Network), Networks);
        var upper = 0x20010DB8_00000000UL | ((ulong)network << 16) | (uint)(zone & 0xFFFF); // 2001:db8::/32, RFC 3849
        return new UInt128(upper, Fact(zone, trait, slot) & 0xFFFF);
    }

    private bool Is(int perMille, int zone, Trait trait, int number = 0) => SplitMix64.Scale(Fact(zone, trait, number), 1_000) < perMille;

    private ulong Fact(int zone, Trait trait, int number = 0) =>
        SplitMix64.Mix(SplitMix64.Mix(seed ^ ((ulong)(uint)zone << 32) ^ (uint)number) + ((ulong)trait * 0xD1B54A32D192ED03));
}
