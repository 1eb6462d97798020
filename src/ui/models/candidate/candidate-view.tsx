import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { formatBytes } from '../../../studio/gallery/format-bytes.ts';
import type { ModelCandidate, ModelCheck } from '../../../studio/models/model-state.ts';
import { Icon } from '../../controls/icons.tsx';
import { activeJob } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { downloadText, jobsText, licenceText, loadLabel, VERDICTS } from '../model-text.ts';
import { ExportPicker } from './export-picker.tsx';
import { Findings } from './findings.tsx';

/** One model before it is loaded: whether it can work here, what it takes, and the button that loads it. */
export function CandidateView({ candidate }: { readonly candidate: ModelCandidate }) {
  const actions = useActions();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { name, check } = candidate;
  // With another export of a network the rest stays in its place, the field that was just used among it.
  const shown = check.phase === 'done' ? check.value : check.phase === 'running' ? check.before : undefined;
  return (
    <section className="candidate" aria-label={`Model ${name}`}>
      <Button className="button button-quiet candidate-back" onPress={() => actions.leaveCandidate()}>
        <Icon name="back" size={14} />
        All models
      </Button>
      <h3 ref={heading} tabIndex={-1}>
        {name}
      </h3>
      {/* The live region is there before its words are: else they would not be read out. */}
      <div role="status">
        {check.phase === 'running' && <p className="candidate-wait">Looking at the model…</p>}
        {check.phase === 'failed' && (
          <p className="verdict verdict-impossible">
            <Icon name="warning" />
            <span>{check.error.message}</span>
          </p>
        )}
        {check.phase === 'done' && <Verdict check={check.value} />}
      </div>
      {shown && <Details check={shown} address={candidate.address} isBusy={check.phase === 'running'} />}
    </section>
  );
}

function Verdict({ check: { preflight } }: { readonly check: ModelCheck }) {
  return (
    <p className={`verdict verdict-${preflight.verdict}`}>
      <Icon name={preflight.verdict === 'ok' ? 'check' : 'warning'} />
      <strong>{VERDICTS[preflight.verdict]}</strong>
    </p>
  );
}

interface DetailsProps {
  readonly check: ModelCheck;
  readonly address: string | null;
  /** The model is judged anew. */
  readonly isBusy: boolean;
}

function Details({ check, address, isBusy }: DetailsProps) {
  const isBundled = useStudioState((state) =>
    state.shelf.offered.some((model) => model.isBundled && model.address === address),
  );
  const running = useStudioState((state) => (activeJob(state) ? 1 : 0));
  const waiting = useStudioState((state) => state.jobs.filter((job) => job.state === 'queued').length);
  const actions = useActions();
  const { preflight, licence, unverified } = check;
  const isPossible = preflight.verdict !== 'impossible';
  const jobs = jobsText(running, waiting);
  return (
    <>
      <ExportPicker exports={check.exports} isBusy={isBusy} />
      <Findings findings={preflight.findings} />
      <dl className="candidate-facts number">
        <div>
          <dt>To download</dt>
          <dd>{downloadText(check, isBundled)}</dd>
        </div>
        <div>
          <dt>Memory</dt>
          <dd>
            {preflight.needs.memoryBytes > 0
              ? `${formatBytes(preflight.needs.memoryBytes)} for the weights`
              : 'Not known yet'}
          </dd>
        </div>
        <div>
          <dt>Disk</dt>
          <dd>
            {preflight.needs.diskBytes > 0 && !isBundled ? formatBytes(preflight.needs.diskBytes) : 'Nothing more'}
          </dd>
        </div>
        {licence && (
          <div>
            <dt>Licence</dt>
            <dd>
              {licenceText(licence)}
              {licence.note !== null && <span className="hint">{licence.note}</span>}
            </dd>
          </div>
        )}
      </dl>
      {unverified.length > 0 && (
        <details className="reasons">
          <summary>Unverified: why</summary>
          <ul>
            {unverified.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
      <div className="load-actions">
        <p className="hint" id="load-note">
          {isPossible
            ? (jobs ?? 'Prompt, gallery and queue stay as they are.')
            : 'It cannot be loaded, for the reasons above.'}
        </p>
        <Button
          className="button button-primary"
          aria-describedby="load-note"
          isDisabled={!isPossible || isBusy}
          onPress={() => actions.loadModel()}
        >
          {loadLabel(check, isBundled)}
        </Button>
      </div>
    </>
  );
}
