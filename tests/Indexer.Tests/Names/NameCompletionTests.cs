using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Names;

public sealed class NameCompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Archive _archive;

    public NameCompletionTests()
    {
        _archive = Archive.OpenOrCreate(Path.Combine(_folder.Path, "c.pdns"));
        Add(
            1, Make.A("example.com.", "192.0.2.1"), Make.A("www.example.com.", "192.0.2.1"), Make.A("examples.com.", "192.0.2.1"), Make.A("mail.corp.example.org.", "192.0.2.1"),
            Make.A("www.exact.co.uk.", "192.0.2.1"), Make.A("com.", "192.0.2.1"), Make.A(@"ex\001odd.com.", "192.0.2.1"), Make.NS("example.com.", "ns1.excellent.net."));
        Add(2, Make.A("login.bank.example.", "192.0.2.1"), Make.A("example.com.", "192.0.2.2"));
    }

    public void Dispose()
    {
        _archive.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string, string> Typed => new()
    {
        // why                              typed            names
        { "domains, the shortest first",    "exam",          "example.com. example.org. examples.com." },
        { "in any letter case",             "EXAMPLES",      "examples.com." },
        { "below a public suffix",          "exac",          "exact.co.uk." },
        { "on the right-hand side too",     "exce",          "excellent.net." },
        { "the top-level domain",           "example.c",     "example.com." },
        { "a name in a domain",             "www.exa",       "www.example.com. www.exact.co.uk." },
        { "only domains that have it",      "mail.corp.e",   "mail.corp.example.org." },
        { "of a name server",               "ns1.ex",        "ns1.excellent.net." },
        { "deeper names",                   "logi",          "login.bank.example." },
        { "the whole name",                 "example.com",   "example.com." },
        { "with its final dot",             "example.com.",  "example.com." },
        { "nothing that begins so",         "zzz",           "" },
        { "nothing typed",                  "",              "" },
        { "an empty label",                 "a..b",          "" },
        { "what is no host",                "exa mple",      "" },
        { "an escape",                      @"ex\001",       "" },
        { "letters of no alphabet here",    "exä",           "" },
        { "a label too long",               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "" },
    };

    [Theory, MemberData(nameof(Typed))]
    public void Names_that_begin_so_are_found(string why, string typed, string names)
    {
        using var completion = Completion();
        completion.Prepare(TestContext.Current.CancellationToken);

        var found = string.Join(' ', completion.Find(typed, 10, TestContext.Current.CancellationToken));

        Assert.True(names == found, $"{why}: {found}");
    }

    [Fact]
    public void Names_of_one_side_alone_are_found_where_they_are_wanted()
    {
        using var completion = Completion(inRData: true);
        completion.Prepare(TestContext.Current.CancellationToken);

        Assert.Equal(["excellent.net."], completion.Find("ex", 10, TestContext.Current.CancellationToken));
        Assert.Equal(["ns1.excellent.net."], completion.Find("ns1.ex", 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void No_more_are_given_than_are_wanted()
    {
        using var completion = Completion();
        completion.Prepare(TestContext.Current.CancellationToken);

        Assert.Equal(["example.com."], completion.Find("exam", 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_commit_is_offered_when_its_run_has_been_read()
    {
        using var completion = Completion();
        Assert.Empty(completion.Find("exam", 10, TestContext.Current.CancellationToken));
        completion.Prepare(TestContext.Current.CancellationToken);
        Add(3, Make.A("new.test.", "192.0.2.1"));
        Assert.Empty(completion.Find("ne", 10, TestContext.Current.CancellationToken));

        completion.Prepare(TestContext.Current.CancellationToken);

        Assert.Equal(["new.test."], completion.Find("ne", 10, TestContext.Current.CancellationToken));
        Assert.Equal(["example.com."], completion.Find("example.c", 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_name_that_only_negative_answers_have_is_none()
    {
        Add(4, Make.Negative("exhausted.com.", RRType.A, NegativeKind.NxDomain));
        using var completion = Completion();
        completion.Prepare(TestContext.Current.CancellationToken);

        Assert.Empty(completion.Find("exh", 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_stops_when_it_is_told_to()
    {
        using var completion = Completion();
        completion.Prepare(TestContext.Current.CancellationToken);

        Assert.Throws<OperationCanceledException>(() => completion.Find("exam", 10, new CancellationToken(canceled: true)));
    }

    /// <summary>As much time as a slow machine needs.</summary>
    private NameCompletion Completion(bool inRData = false) => new(_archive, inRData, TimeSpan.MaxValue);

    private void Add(int source, params Observed[] observed)
    {
        using var session = _archive.BeginIngest();
        new ObservedSource(Make.Source(source), [.. observed]).AddTo(session);
        session.Commit();
    }
}
