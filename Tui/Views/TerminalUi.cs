using System.Runtime.InteropServices;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Views.Loop;
using Terminal.Gui.Drawing;
using Terminal.Gui.Configuration;
using Terminal.Gui.Input;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views;

/// <summary>Runs the terminal UI on an archive until the user leaves it.</summary>
internal static class TerminalUi
{
    private static readonly PosixSignal[] Endings = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    /// <param name="overview">Lines for the first screen.</param>
    /// <param name="whatIsMissing">See <see cref="ResultLoader"/>.</param>
    public static void Run(IRRsetSource archive, IReadOnlyList<string> overview, Func<string?> whatIsMissing)
    {
        using var loop = new WakingLoop();
        var app = loop.Application;
        app.Keyboard.KeyBindings.Remove(Key.Esc); // leaves the query bar; q quits
        var palette = Palette.FromEnvironment();
        UseFor(palette);

        BrowserWindow? window = null;
        using var loader = new ResultLoader(
            archive,
            action => loop.Post(() =>
            {
                action();
                window?.Show();
            }),
            whatIsMissing);
        var browser = new Browser(archive, loader.Load);
        using (window = new BrowserWindow(browser, overview, palette))
        {
            var endings = Endings.Select(signal => PosixSignalRegistration.Create(signal, context => Leave(loop, context))).ToList();
            app.Run(window);
            endings.ForEach(ending => ending.Dispose());
        }
    }

    /// <summary>Ends the loop, so that the terminal is put back as it was; without this a signal leaves it in the other screen.</summary>
    /// <remarks>Where the terminal itself has gone (its window was closed) the loop hears nothing any more and would turn for ever: then the process ends.</remarks>
    private static void Leave(WakingLoop loop, PosixSignalContext context)
    {
        context.Cancel = true;
        loop.Post(() => loop.Application.RequestStop());
        new Thread(() =>
        {
            Thread.Sleep(PatienceAtEnd);
            Environment.Exit((int)ExitCode.Interrupted);
        }) { IsBackground = true }.Start();
    }

    /// <summary>The library's own views (the query bar) in the same colours.</summary>
    private static void UseFor(Palette palette)
    {
        var normal = palette[Presentation.TextRole.Normal];
        var field = new Attribute(normal.Foreground, normal.Background, TextStyle.Underline);
        var scheme = new Scheme(normal)
        {
            Normal = normal, HotNormal = normal, Focus = field, HotFocus = field, Active = field, HotActive = field, Highlight = field,
            Editable = field, ReadOnly = normal, Disabled = normal,
        };
        foreach (var name in SchemeManager.GetSchemeNames()) SchemeManager.AddScheme(name, scheme);
    }
}
