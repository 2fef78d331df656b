using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot models</c>: what there is to choose from, and what a session chose.</summary>
internal static class ModelsCommand
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    public static Command Create() => new("models", "See which models there are, and which one a session uses.") { List(), Forget() };

    private static Command List()
    {
        var provider = new Option<string?>("--provider") { Description = "Only the models of anthropic, openai, google, ollama or offline." };
        provider.AcceptOnlyFromAmong("anthropic", "openai", "google", "ollama", "offline");
        var session = new Option<string?>("--session", "-s") { Description = "Say which model this session uses, and why: a name, or a whole key." };
        var refresh = new FlagOption("--refresh", "Ask the providers again; their lists are kept for a day.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("list", "List each provider's models with window and price.") { provider, session, refresh, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var chosen = await ChosenAsync(host, result.GetValue(session), cancellationToken);
            var lister = new ModelListClient(host.Options.Models, host.Time);
            var only = result.GetValue(provider);
            var listings = await AskAsync(host, lister, Providers(lister, only), refresh.In(result), cancellationToken);
            // An Ollama that nobody asked for and that is not there is not worth a word.
            if (only is null && host.Options.Models.OllamaBaseUrl is null)
                listings = [.. listings.Where(listing => listing is not { Provider: ModelProvider.Ollama, Problem: not null })];
            if (json.In(result))
                JsonOutput.Write(ModelsReport.Json(host, listings, chosen), ReportJson.Default.ModelsJson);
            else
                Console.Write(ModelsReport.Text(host, listings, chosen));
            return only is not null && listings[0].Problem is not null ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static Command Forget()
    {
        var model = new Argument<string?>("MODEL") { Description = "The model; without one, all.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("forget", "Forget what models refused, so that it is tried again.") { model };
        command.SetAction(result =>
        {
            var host = Host.Create(Warnings.Write);
            var name = result.GetValue(model);
            var forgotten = host.Refusals.Forget(name is null ? null : host.Catalogue.Resolve(name));
            Console.WriteLine(forgotten switch
            {
                0 => name is null ? "Nothing is remembered." : $"Nothing is remembered of {TerminalText.Sanitize(name, keepNewlines: false)}.",
                1 => "Forgot 1 part that was refused.",
                _ => $"Forgot {forgotten} parts that were refused.",
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<(SessionKey Key, ResolvedModel Choice)?> ChosenAsync(Host host, string? session, CancellationToken cancellationToken)
    {
        if (session is null)
            return null;
        var key = SessionKey.OfName(session, "cli", SessionType.Main);
        await using var stored = await host.Store.OpenAsync(key, cancellationToken);
        return (key, await ModelSelection.ChooseAsync(host.Services, key, commandLine: null, stored?.Info.ChosenModel, cancellationToken));
    }

    private static IReadOnlyList<ModelProvider> Providers(ModelListClient lister, string? only)
    {
        if (only is null)
            return lister.Configured;
        var provider = Enum.Parse<ModelProvider>(only, ignoreCase: true);
        return lister.Configured.Contains(provider) ? [provider] : throw new CommandException(ExitCodes.Usage, $"There is no key for {only}: set {ModelListClient.VariableOf(provider)}.");
    }

    private static async Task<IReadOnlyList<ProviderModels>> AskAsync(Host host, ModelListClient lister, IReadOnlyList<ModelProvider> providers, bool refresh, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(host.Time, "providers have answered");
        var answered = 0;
        var asking = new ModelDirectory(lister, new ModelListCache(host.Options.Home), host.Time).GetAsync(providers, refresh, (done, _) => Volatile.Write(ref answered, done), cancellationToken);
        while (await Task.WhenAny(asking, Task.Delay(Glance, host.Time, CancellationToken.None)) != asking)
            progress.Report(Volatile.Read(ref answered), providers.Count);
        progress.Clear();
        return await asking;
    }
}
